"""What the repository as a whole promises: names, files a service needs, nothing of this machine."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, services, sources

FORBIDDEN = re.compile(r"^(utils?|helpers?|commons?|managers?|base|impl|misc)$")
FORBIDDEN_CLASS = re.compile(r"^(Abstract|I[A-Z][a-z])|(Manager|Helper|Impl|Utils?)$")
NEEDED = ("README.md", "main.py", "__main__.py")
MACHINE = re.compile(
    r"/(work|farm|root|home/[a-z]+)/|(?<!emit-)(index-url|find-links)|extra-index|\"resolved\": *\"http"
)


def tracked() -> list[str]:
    """Return the text files git tracks, this one aside."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    others = (name for name in listed.stdout.splitlines() if (ROOT / name) != Path(__file__).resolve())
    return [name for name in others if (ROOT / name).is_file() and not name.endswith((".webp", ".mo"))]


def test_names_say_what_a_thing_owns() -> None:
    folders = {part for s in sources() for part in s.path.with_suffix("").parts}
    assert not [name for name in folders if FORBIDDEN.match(name)]
    classes = re.compile(r"^class (\w+)", re.MULTILINE)
    poor = [
        f"{s.path}: {name}"
        for s in sources()
        for name in classes.findall(s.text)
        if FORBIDDEN_CLASS.search(name)
    ]
    assert not poor


@pytest.mark.parametrize("name", services())
def test_a_service_has_the_files_a_reader_expects(name: str) -> None:
    missing = [file for file in NEEDED if not (ROOT / "services" / name / file).exists()]
    assert not missing, f"services/{name} lacks {missing}: see CONTRIBUTING.md"


def test_nothing_of_a_machine_is_in_the_tree() -> None:
    text = (
        name
        for name in tracked()
        if not name.endswith((".webp", ".mo")) and name != "tests/architecture/test_repository.py"
    )
    found = [
        f"{name}:{number}"
        for name in text
        for number, line in enumerate(
            (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1
        )
        if MACHINE.search(line)
    ]
    assert not found, f"machine paths or registry addresses: {found}"


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(s.path) for s in sources() if s.text.strip() and not s.text.lstrip().startswith(('"""', 'r"""'))
    ]
    assert not silent, f"begin each with a docstring: {silent}"
