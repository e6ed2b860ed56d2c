"""What is missing of the system is found, installed where that may be, and named in one line where it may not."""

import subprocess

import pytest
import system


@pytest.fixture
def bare(monkeypatch):
    """A Linux machine without one of Qt's libraries; returns the commands that were run on it."""
    commands = []

    def run(command, **_):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system, "_loads", lambda library: library != "libxcb-cursor.so.0")
    monkeypatch.setattr(system, "_has_fonts", lambda: True)
    monkeypatch.setattr(system.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    monkeypatch.setattr(system.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(system.subprocess, "run", run)
    return commands


def test_root_on_debian_gets_the_package(bare):
    system.ensure_packages()
    assert bare[0][:2] == ["apt-get", "update"]
    assert bare[1][:2] == ["apt-get", "install"]
    assert bare[1][-1] == "libxcb-cursor0"


def test_a_user_is_told_the_one_command(bare, monkeypatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(system.SetupError, match=r"sudo apt-get install .* libxcb-cursor0$"):
        system.ensure_packages()
    assert bare == []


def test_without_apt_the_library_itself_is_named(bare, monkeypatch):
    monkeypatch.setattr(system.shutil, "which", lambda tool: None)
    with pytest.raises(system.SetupError, match=r"package manager.*libxcb-cursor\.so\.0"):
        system.ensure_packages()


def test_a_failing_apt_is_one_reason_and_the_command(bare, monkeypatch):
    failed = subprocess.CompletedProcess([], 100, "", "noise\nE: Unable to locate package libxcb-cursor0\n")
    monkeypatch.setattr(system.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(system.SetupError, match=r"^E: Unable to locate package libxcb-cursor0\nrun this"):
        system.ensure_packages()


def test_missing_fonts_alone_stop_nobody(bare, monkeypatch, capsys):
    monkeypatch.setattr(system, "_loads", lambda library: True)
    monkeypatch.setattr(system, "_has_fonts", lambda: False)
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000, raising=False)
    system.ensure_packages()
    assert system.FONTS in capsys.readouterr().out


def test_a_complete_machine_is_left_alone(bare, monkeypatch):
    monkeypatch.setattr(system, "_loads", lambda library: True)
    system.ensure_packages()
    assert bare == []


def test_other_systems_need_nothing(bare, monkeypatch):
    monkeypatch.setattr(system.sys, "platform", "darwin")
    assert system.missing_packages() == []
