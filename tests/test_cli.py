import subprocess
import sys

import pytest
from click.testing import CliRunner

from tryon_desktop.app import main as app_main
from tryon_desktop.cli import main
from tryon_desktop.commands import window
from tryon_desktop.engine.capture.camera import CameraInfo


@pytest.fixture
def opened(monkeypatch):
    """What the window was opened with; no window opens."""
    calls = []

    def run_app(**source):
        calls.append(source)
        return 0

    monkeypatch.setattr(app_main, "run_app", run_app)
    monkeypatch.setattr(window, "list_cameras", lambda: [CameraInfo(0, "Desk camera", "V4L2")])
    return calls


def run(*args):
    return CliRunner().invoke(main, args)


def one_line(result, code=2):
    assert result.exit_code == code, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("tryon-desktop: ")
    return lines[0]


def test_without_arguments_the_window_opens(opened):
    assert run().exit_code == 0
    assert opened == [{"camera": None, "video": None, "image": None, "demo": False}]


@pytest.mark.parametrize(("args", "key"), [(("--camera", "desk"), "camera"), (("--demo",), "demo")])
def test_the_named_source_is_passed_on(opened, args, key):
    assert run(*args).exit_code == 0
    assert opened[0][key] in ("desk", True)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--camera", "99"), "no camera '99'; cameras found: 0 (Desk camera)"),
        (("--camera", "0", "--video", "clip.mp4"), "--camera and --video exclude each other"),
        (("--video", "none.mp4"), "no such clip"),
        (("--image", "none.png"), "no such picture"),
        (("--image", "."), "is a folder"),
        (("--demo", "doctor"), "belongs to the window"),
        (("--colour",), "No such option"),
        (("dance",), "dance"),
    ],
)
def test_bad_arguments_open_no_window(opened, args, says):
    assert says in one_line(run(*args))
    assert opened == []


def test_help_and_version():
    result = run("--help")
    assert result.exit_code == 0
    for name in ("render", "style", "bench", "doctor", "catalog"):
        assert name in result.stdout
        assert run(name, "--help").exit_code == 0
    assert run("--version").stdout.startswith("tryon-desktop")


def test_the_command_line_never_imports_qt():
    """In a process of its own, since other tests have imported Qt here."""
    program = """
import sys
from click.testing import CliRunner
from tryon_desktop import cli
import tryon_desktop.engine.pipeline, tryon_desktop.engine.capture
for command in cli.main.list_commands(None):
    assert CliRunner().invoke(cli.main, [command, "--help"]).exit_code == 0, command
print(sorted(name for name in sys.modules if name.startswith(("PySide6", "tryon_desktop.app", "tryon_desktop.ui"))))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
