"""The human steps of the story, by keyboard alone, with scripts and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser import keyboard, person, rows
from tests.browser.play import Play, Row
from tests.browser.rows import ROWS

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_step_of_the_story_is_taken_by_keyboard_alone(play: Play, row: Row) -> None:
    play.until(ROWS, row)


def test_the_browser_has_nothing_to_complain_of(played: Play) -> None:
    assert not played.complaints()


def test_no_step_is_taken_by_mouse_or_script() -> None:
    files = [Path(keyboard.__file__), Path(person.__file__), *Path(rows.__file__).parent.glob("*.py")]
    other = re.compile(r"\.(click|dblclick|tap|fill|check|select_option|set_input_files|evaluate|down|up)\(")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if other.search(line)]
