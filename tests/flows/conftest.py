"""The story played on a whole system of its own, once undisturbed and once with processes killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.local.stack import Ports, Stack, running
from infra.local.story.play import play


@dataclass(frozen=True)
class Told:
    """A finished story: the system, still up, what was printed, and whether all was seen."""

    stack: Stack
    lines: list[str]
    seen: bool


@contextmanager
def told(folder: Path, disturb: Callable[[Stack, int], None]) -> Iterator[Told]:
    """Play the story on fresh servers; `disturb(stack, row)` is called after each act."""
    lines: list[str] = []
    with running(folder, Ports.free(), lines.append) as stack:
        seen = play(stack, lines.append, lambda row: disturb(stack, row))
        yield Told(stack, lines, seen)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story as `make demo` plays it."""
    with told(tmp_path_factory.mktemp("undisturbed"), lambda stack, row: None) as story:
        yield story
