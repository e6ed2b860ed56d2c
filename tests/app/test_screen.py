"""A missing screen or library is one line with what to do."""

from __future__ import annotations

import pytest

from tryon_desktop.app import screen
from tryon_desktop.app.main import run_app
from tryon_desktop.engine.errors import InputError, TryonError


@pytest.fixture
def bare(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(screen.sys, "platform", "linux")
    monkeypatch.setattr(screen, "_lacks", lambda library: False)


def test_no_screen(bare):
    with pytest.raises(TryonError, match="DISPLAY"):
        screen.check_screen()


def test_missing_libraries_are_named_as_packages(bare, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(screen, "_lacks", lambda library: "xcb" in library)
    with pytest.raises(TryonError, match=r"sudo apt install .*libxcb-cursor0"):
        screen.check_screen()


def test_wayland_needs_no_xcb(bare, monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(screen, "_lacks", lambda library: "xcb" in library)
    screen.check_screen()


def test_a_file_that_is_not_there_is_an_input_error(monkeypatch, tmp_path, qapp):
    monkeypatch.setattr("tryon_desktop.app.main.check_screen", lambda: None)
    with pytest.raises(InputError, match="no such file"):
        run_app(image=tmp_path / "nothing.png")
