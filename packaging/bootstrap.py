"""From a clean checkout to a running program, with nothing but Python 3.11 or newer.

`python3 packaging/bootstrap.py app [ARGUMENTS...]` installs into .venv and opens the app;
`python3 packaging/bootstrap.py test [ARGUMENTS...]` installs, checks style, types and layers, and runs the tests.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.txt"
OLDEST = (3, 11)

CHECKS = {
    "style": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "types of the build": ["mypy", "models", "packaging"],
    "layers": ["lint-imports", "--no-logo"],
}


def main(arguments: Sequence[str]) -> int:
    """Run one of the two commands; returns the exit code."""
    if sys.version_info < OLDEST:
        return _fail(f"Tryon Desktop needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    commands = {"app": app, "test": test}
    if not arguments or arguments[0] not in commands:
        return _fail("usage: python3 packaging/bootstrap.py app|test [ARGUMENTS...]")
    from system import SetupError, ensure_packages

    try:
        ensure_packages()
        return commands[arguments[0]](arguments[1:])
    except SetupError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("stopped")


def app(arguments: Sequence[str]) -> int:
    """Install and open the app."""
    install("")
    command = [str(BIN / "tryon-desktop"), *arguments]
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def test(arguments: Sequence[str]) -> int:
    """Install with the test tools, run every check, then the tests; fails if any of them does."""
    install("test")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "MYPYPATH": "models:packaging".replace(":", os.pathsep)}
    failed = []
    for name, command in CHECKS.items():
        _say(f"Checking {name}: {' '.join(command)}")
        if subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    if failed:
        _say(f"FAILED: {', '.join(failed)} (see above)")
    _say("Running the tests")
    tests = subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False)
    return tests.returncode or int(bool(failed))


def install(extra: str) -> None:
    """Have the checkout in .venv, editable, with its dependencies; at once when nothing changed. Raises SetupError."""
    from system import SetupError

    stamp = _stamp()
    done = _read(STAMP).split()
    # An install with the test tools serves the app too.
    if _works(PYTHON) and done[:1] == [stamp] and (not extra or extra in done[1:]):
        return
    if not _works(PYTHON):
        _say(f"Making a virtual environment in {VENV.name}")
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            raise SetupError(f"cannot make a virtual environment: {(made.stderr or made.stdout).strip()}")
    _say("Installing Tryon Desktop (the first time this downloads about 1 GB: Qt, the runtime, the networks)")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--editable", target], check=False).returncode:
        raise SetupError("the installation did not succeed; pip's reason is above")
    STAMP.write_text(f"{stamp} {extra}\n", encoding="utf-8")


def _stamp() -> str:
    """Digest of what decides an installation: dependencies, the interpreter, and how the networks are made."""
    digest = hashlib.sha256(sys.version.encode())
    for path in [ROOT / "pyproject.toml", *sorted((ROOT / "models").rglob("*.py")), ROOT / "models" / "manifest.toml"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _works(python: Path) -> bool:
    return python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _say(line: str) -> None:
    print(f"== {line}", flush=True)


def _fail(line: str) -> int:
    print(line, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
