"""The human steps of the story, by keyboard alone, with scripts and without."""

from __future__ import annotations

import pytest

from tests.browser.play import Play, Row
from tests.browser.rows import ROWS

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_step_of_the_story_is_taken_by_keyboard_alone(play: Play, row: Row) -> None:
    play.until(ROWS, row)


def test_the_browser_has_nothing_to_complain_of(played: Play) -> None:
    assert not played.complaints()
