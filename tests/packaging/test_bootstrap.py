"""The two commands: what they refuse, when they install, and that a failed check fails the run."""

import subprocess
from types import SimpleNamespace

import bootstrap
import pytest
import system


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A checkout whose commands are recorded instead of run; `fails` names words of commands that end with 1."""
    seen = SimpleNamespace(commands=[], fails=set())

    def run(command, **_):
        words = [str(word) for word in command]
        seen.commands.append(words)
        return subprocess.CompletedProcess(command, int(bool(seen.fails & set(words))), "", "reason")

    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.touch()
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    monkeypatch.setattr(system, "ensure_packages", lambda: None)
    return seen


def installs(machine):
    return [words[-1] for words in machine.commands if "--editable" in words]


def test_installing_twice_installs_once(machine):
    bootstrap.install("")
    bootstrap.install("")
    assert installs(machine) == [str(bootstrap.ROOT)]


def test_the_test_tools_serve_the_app_but_not_the_other_way(machine):
    bootstrap.install("")
    bootstrap.install("test")
    bootstrap.install("")
    assert installs(machine) == [str(bootstrap.ROOT), f"{bootstrap.ROOT}[test]"]


def test_a_failed_installation_is_one_line_and_is_tried_again(machine, capsys):
    machine.fails = {"--editable"}
    assert bootstrap.main(["test"]) == 2
    assert capsys.readouterr().err == "the installation did not succeed; pip's reason is above\n"
    machine.fails = set()
    assert bootstrap.main(["test"]) == 0
    assert len(installs(machine)) == 2


def test_a_broken_environment_is_made_anew(machine):
    machine.fails = {"--version"}
    bootstrap.install("")
    assert any("--clear" in words for words in machine.commands)


@pytest.mark.parametrize("fault", ["ruff", "mypy", "lint-imports", "pytest"])
def test_any_failed_check_fails_the_run_and_the_tests_come_last(machine, monkeypatch, fault):
    monkeypatch.setattr(bootstrap, "BIN", bootstrap.Path())
    machine.fails = {fault}
    assert bootstrap.main(["test", "-k", "mesh"]) == 1
    assert machine.commands[-1][1:] == ["-m", "pytest", "-k", "mesh"]


@pytest.mark.parametrize("arguments", [[], ["apps"], ["--help"]])
def test_other_arguments_print_the_usage(machine, capsys, arguments):
    assert bootstrap.main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")
    assert machine.commands == []
