"""The page of obligations names all 74 rows of the two documents, and only tests that exist."""

import ast
import re
from dataclasses import dataclass

import pytest

from tests.architecture.source import ROOT

PAGE = ROOT / "docs" / "obligations.md"
ROWS = [
    *(f"A{n:02}" for n in range(1, 24)), "A11a",
    *(f"B{n:02}" for n in range(1, 47)), "B18a", "B22a", "B28a", "B42a",
]  # fmt: skip
SERVICES = {"D", "R", "N", "A", "–"}
OPEN = re.compile(r"open: \S")
TEST = re.compile(r"`([^`]+\.py)::([^`]+)`")


@dataclass(frozen=True)
class Row:
    """A line of the page."""

    id: str
    demanded: str
    services: frozenset[str]
    proof: str

    @property
    def tests(self) -> list[tuple[str, str]]:
        """The tests it names, each as its file under `tests/` and its function."""
        return TEST.findall(self.proof)


def rows() -> list[Row]:
    """Return every line of the page's tables."""
    lines = [line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    cells = [[cell.strip() for cell in line] for line in lines if re.match(r" [AB]\d", line[0])]
    assert {len(line) for line in cells} == {5}, "a row has five cells"
    return [Row(id, what, frozenset(services.split(", ")), proof) for id, what, services, proof, _ in cells]


def functions(file: str) -> set[str]:
    """Return the tests of a file, {} when it is not there; nothing is run."""
    path = ROOT / "tests" / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_row_of_the_two_documents_stands_once() -> None:
    assert len(ROWS) == 74
    assert sorted(row.id for row in rows()) == sorted(ROWS)


def test_every_test_it_names_exists() -> None:
    named = {test for row in rows() for test in row.tests}
    known = {file: functions(file) for file, _ in named}
    missing = sorted(f"{file}::{name}" for file, name in named if name not in known[file])
    assert not missing, f"name the test that proves the row now, or say `open: …`: {missing}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_is_either_proven_or_open_and_says_what_is_missing(row: Row) -> None:
    assert bool(row.tests) != bool(OPEN.match(row.proof)), f"{row.id}: {row.proof}"
    assert row.services <= SERVICES, row.id
    assert row.demanded.endswith("."), row.id
    left = TEST.sub("", row.proof).replace("<br>", "").strip()
    assert not row.tests or not left, f"{row.id} names a test in a way nobody checks: {left}"
