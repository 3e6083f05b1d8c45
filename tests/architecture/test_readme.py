"""What README tells a newcomer is what there is: commands, folders, services, and what CI runs."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, services

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
MAKE = re.compile(r"(?:^|`)(?:\w+=\S+ )*make ((?:[a-z]+ ?)+)", re.MULTILINE)


def made(text: str) -> set[str]:
    """Return the targets of every `make …` in a text."""
    return {target for targets in MAKE.findall(text) for target in targets.split()}


def offered() -> set[str]:
    """Return the targets that `make help` explains."""
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {line.split()[0] for line in told.stdout.splitlines()}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_command_a_guide_names_is_explained_by_make_help(guide: Path) -> None:
    assert made(guide.read_text(encoding="utf-8")) <= offered()


def test_ci_runs_what_readme_names_and_the_tests_above_all() -> None:
    assert "test" in made(CI)
    assert made(CI) <= made(README), "CI runs a command that README does not tell"
    commands = [line for line in CI.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert all(line.startswith("make ") for line in commands), f"CI does something of its own: {commands}"


@pytest.mark.parametrize("service", services())
def test_every_service_is_told_in_the_layout_and_in_the_picture(service: str) -> None:
    assert f"| `services/{service}` |" in README
    picture = README.split("## The system in one picture")[1].split("```")[1]
    assert service in picture


def test_every_folder_of_the_layout_that_is_here_is_a_folder() -> None:
    layout = README.split("## Where things are")[1].split("\n\nA newcomer")[0]
    named = re.findall(r"^\| (`[^|]+) \|", layout, re.MULTILINE)
    folders = {folder for cell in named for folder in re.findall(r"`([^`]+)`", cell)}
    assert {folder for folder in folders if not (ROOT / folder).is_dir()} == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_guide_links_only_to_what_is_there(guide: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []
