"""The doctor names what is missing with the command that installs it, and needs nothing installed itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.doctor import Finding, report
from tests.architecture.source import ROOT


def doctor(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it as make does before anything is installed: `-S` hides every installed package."""
    command = [sys.executable, "-S", "-m", "infra.local.doctor", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the project's local part, in which nothing is set up."""
    shutil.copytree(ROOT / "infra" / "local", tmp_path / "infra" / "local")
    (tmp_path / "infra" / "__init__.py").touch()
    return tmp_path


def test_before_the_installation_the_doctor_says_nothing_when_all_is_there(clone: Path) -> None:
    told = doctor(clone, "--quick")
    assert (told.stdout, told.stderr, told.returncode) == ("", "", 0)


def test_a_missing_tool_is_named_with_the_command_that_installs_it(clone: Path) -> None:
    told = doctor(clone, "--quick", PATH=str(clone))
    assert told.stdout.splitlines() == [
        "MISSING  make: sudo apt-get install make",
        "MISSING  git: sudo apt-get install git",
    ]
    assert told.returncode == 1


def test_a_missing_environment_is_named_with_its_command(clone: Path) -> None:
    told = doctor(clone)
    assert "MISSING  the environment .venv: make setup" in told.stdout.splitlines()
    assert told.returncode == 1


def test_who_wants_the_browser_tests_is_told_of_a_missing_browser_in_one_sentence(clone: Path) -> None:
    told = doctor(clone, "--browser", PATH=str(clone))
    assert told.stdout.splitlines() == ["MISSING  Chromium, for browser tests: sudo apt-get install chromium"]
    assert (told.stderr, told.returncode) == ("", 1)


def test_on_this_machine_the_servers_run() -> None:
    told = doctor(ROOT)
    assert {"ok       mongod runs", "ok       Java runs"} <= set(told.stdout.splitlines())


def test_what_is_only_useful_is_told_and_hinders_nothing() -> None:
    lines: list[str] = []
    found = [Finding("Chromium", False, "sudo apt-get install chromium", needed=False)]
    assert report(iter(found), lines.append) == 0
    assert lines == ["optional  Chromium: sudo apt-get install chromium"]
