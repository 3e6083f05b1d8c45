"""A browser for all tests, and one performance of the story at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.play import Play, opened
from tests.browser.rows import ROWS
from tests.browser.window import chromium

WITH, WITHOUT = "with scripts", "without scripts"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of every window."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", params=[WITH, WITHOUT])
def play(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Play]:
    """A performance, to be played row by row; the one before has ended."""
    with opened(browser, request.param == WITH) as begun:
        yield begun


@pytest.fixture
def played(play: Play) -> Play:
    """A performance that is over."""
    play.until(ROWS, ROWS[-1])
    return play
