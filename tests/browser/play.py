"""The story played before the portal: rows in their order, each by the officer it concerns."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from infra.local.stack import Ports, Stack, running
from infra.local.story import papers
from infra.local.story.ledger import Ledger
from infra.local.story.papers import Paper
from infra.local.story.play import see_all_applied
from infra.local.story.plot import Story, expect
from infra.local.story.telling import Telling
from tests.browser.person import Person

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".data" / "browser"
Act = Callable[["Play", Person], None]


@dataclass(frozen=True)
class Row:
    """A human step of the story: who does it (nobody: a stranger), where, what, and what is seen then."""

    number: int
    by: str
    at: str
    acts: Act
    seen: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the row is called in a test's name."""
        return f"{self.number} {self.by or 'somebody'} {self.acts.__name__}"


class Play:
    """One performance on a system of its own."""

    def __init__(self, stack: Stack, browser: Browser, scripts: bool) -> None:
        self.stack, self.scripts = stack, scripts
        self._browser = browser
        sign_ins = json.loads(stack.sign_ins.read_text(encoding="utf-8"))
        self._sign_ins = {one["username"]: one for one in sign_ins}
        self._people: dict[str, Person] = {}
        self._played: list[Row] = []
        self.broken: str | None = None
        # Asked for what no page tells: ids, and what machines do.
        self.story = Story(stack, Telling(lambda line: None), lambda row: None)
        # The repository's own rendition, wherever it is played: pictures are taken of it.
        self.papers: dict[str, Paper] = papers.read(papers.RENDITION)
        self.texts = {symbol: text for file in papers.RENDITION for symbol, text in _named(file).items()}

    @property
    def portal(self) -> str:
        """The address of the portal."""
        return self.stack.urls["portal"]

    def person(self, username: str) -> Person:
        """Return an officer, at the same window as before."""
        return self._at_window(username, self._sign_ins[username])

    def _at_window(self, username: str, sign_in: dict[str, Any]) -> Person:
        if username not in self._people:
            self._people[username] = Person(self._browser, self.scripts, self.portal, sign_in)
        return self._people[username]

    @property
    def stranger(self) -> Person:
        """Return somebody who has no sign-in."""
        return self._at_window("", {"username": "", "agency": "", "agency_id": ""})

    def until(self, rows: list[Row], last: Row) -> None:
        """Play what has not been played up to `last`; what broke off once is not tried again."""
        for row in rows[len(self._played) : rows.index(last) + 1]:
            if self.broken:
                raise AssertionError(f"the story broke off at row {self.broken}")
            self.broken = row.name
            self.play(row)
            self.broken = None
            self._played.append(row)

    def play(self, row: Row) -> None:
        """Play one row and see what comes of it."""
        person = self.person(row.by) if row.by else self.stranger
        person.go_to(row.at)
        row.acts(self, person)
        person.awaits(*row.seen)

    def learn(self, person: Person, symbol: str) -> None:
        """Read the document that a person has issued, for what is looked up about it later."""
        directive_id = person.window.page.url.rpartition("/")[2]
        seen = self.story.cast[person.username].get("directives", f"/v1/directives/{directive_id}")
        expect(symbol, seen["symbol"])
        self.story.issued[symbol] = seen

    def complaints(self) -> list[str]:
        """Return what the browser said against any page."""
        return [one for person in self._people.values() for one in person.window.complaints]

    def close(self) -> None:
        """Close every window."""
        for person in self._people.values():
            person.close()


def _named(file: Path) -> dict[str, str]:
    return dict.fromkeys(papers.read([file]), file.read_text(encoding="utf-8"))


@contextmanager
def opened(browser: Browser, scripts: bool) -> Iterator[Play]:
    """Yield a performance about to begin: the whole system with the sample's agencies and officers."""
    with beginning() as stack, closing(Play(stack, browser, scripts)) as play:
        yield play


@contextmanager
def beginning() -> Iterator[Stack]:
    """Yield a system that knows the sample and nothing else."""
    with running(folder(), Ports.free(), lambda line: None) as stack:
        stack.do("directory", "load-sample")
        with closing(Ledger(stack)) as ledger:
            see_all_applied(Story(stack, Telling(lambda line: None), lambda row: None), ledger, "")
        yield stack


def folder() -> Path:
    """Return an empty folder for a system."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    return FOLDER


class Script:
    """The rows of the story, in the order in which they are written down."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def row(self, number: int, by: str, at: str, *seen: str) -> Callable[[Act], Act]:
        """Put what is decorated at the end: `by` whom, `at` which place of the menu, what is `seen` then."""

        def put(acts: Act) -> Act:
            self.rows.append(Row(number, by, at, acts, seen))
            return acts

        return put
