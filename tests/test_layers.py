"""The layers hold at run time too: what the import contract cannot see are imports inside functions and packages."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import tryon_desktop

PACKAGE = Path(tryon_desktop.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))

IMPORT_ALL = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [m.name for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(json.dumps([names, sorted({name.split(".")[0] for name in sys.modules}), sorted(sys.modules)]))
"""


def imported(package: str) -> tuple[list[str], set[str], list[str]]:
    """Import every module of `package` in a process of its own: its modules, all top-level names, all modules."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, package],
        capture_output=True, text=True, timeout=120, check=False, cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names, tops, everything = json.loads(done.stdout)
    return names, set(tops), everything


def test_the_engine_runs_without_qt_and_without_torch():
    names, tops, everything = imported("tryon_desktop.engine")
    assert {"tryon_desktop.engine.pipeline", "tryon_desktop.engine.vision.vision"} <= set(names)
    assert not {"PySide6", "torch"} & tops
    assert not [name for name in everything if name.startswith(("tryon_desktop.ui", "tryon_desktop.app"))]


def test_the_window_infers_nothing():
    names, tops, everything = imported("tryon_desktop.ui")
    assert "tryon_desktop.ui.main_window" in names
    assert not {"onnxruntime", "cv2"} & tops
    assert not [name for name in everything if name.startswith("tryon_desktop.app")]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_prints_nothing_and_knows_no_machine(source):
    text = source.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        assert not called, f"print on line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for path in ("/work/", "/home/", "/Users/", "/root/", "C:\\Users"):
                assert path not in node.value, f"{path} on line {node.lineno}"
