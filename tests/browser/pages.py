"""Every page of the portal after the story: who opens it, and where it is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.story.plot import LETTER, PLAN
from tests.browser.person import Person
from tests.browser.play import Play

Seek = Callable[[Play], str]
Acts = Callable[[Person], None]
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Page:
    """One page: its name, the officer who opens it (nobody: a stranger), its route, and what fills it in."""

    name: str
    by: str | None
    route: str
    seek: Seek | None = None
    status: int = 200
    # What is done before it stands there; a page that answers a form.
    acts: Acts | None = None

    def open(self, play: Play, language: str) -> Person:
        """Open it in a language; returns who sits before it."""
        person = play.person(self.by) if self.by else play.stranger
        if self.by:
            person.home()
        person.window.open(f"{play.portal}/language/{language}?to={self.address(play)}")
        if self.acts:
            self.acts(person)
        return person

    def address(self, play: Play) -> str:
        """Return its path."""
        return re.sub(r"<.*?>", self.seek(play), self.route, count=1) if self.seek else self.route


def found(by: str, service: str, path: str, name: str = "id", **wanted: Any) -> Seek:
    """Find the first of a list that an officer reads from a service: the value of its `name`."""

    def seek(play: Play) -> str:
        for one in play.story.cast[by].every(service, path):
            if wanted.items() <= one.items():
                return str(one[name])
        raise LookupError(f"{by} finds nothing in {path} with {wanted}")

    return seek


def issued(symbol: str) -> Seek:
    """Find a document by its number and symbol."""
    return found("syt.lanhdao", "directives", "/v1/directives", symbol=symbol)


def refused(person: Person) -> None:
    """Send a form that cannot be taken."""
    person.keyboard.write("Tên đăng nhập", "ai.do")
    person.keyboard.write("Mật khẩu", "khong.dung")
    person.keyboard.press("Đăng nhập")


AN_ARRIVAL = found("ttyt.vanthu", "directives", "/v1/arrivals", symbol=LETTER)
A_TASK = found("ttyt.lanhdao", "directives", "/v1/tasks")
A_NOTICE = found("ttyt.chuyenvien", "notifications", "/v1/notifications")
PAGES = [
    Page("sign-in", None, "/sign-in"),
    Page("awards", None, "/khen-thuong"),
    Page("award", None, "/khen-thuong/<award_id>", found("stttt.congbo", "awards", "/v1/awards")),
    Page("desk", "syt.lanhdao", "/desk"),
    Page("desk-clerk", "ttyt.vanthu", "/desk"),
    Page("arrivals", "ttyt.vanthu", "/arrivals"),
    Page(
        "arrival",
        "ttyt.vanthu",
        "/arrivals/<id>",
        AN_ARRIVAL,
    ),
    Page("tasks", "ttyt.lanhdao", "/tasks"),
    Page("task", "ttyt.lanhdao", "/tasks/<id>", A_TASK),
    Page("notices", "ttyt.chuyenvien", "/notices?shown=all"),
    Page("notice", "ttyt.chuyenvien", "/notices/<id>", A_NOTICE),
    Page("journeys", "ubnd.lanhdao", "/directives"),
    Page("journey", "ubnd.lanhdao", "/directives/<id>", issued(PLAN)),
    Page("journey-letter", "syt.lanhdao", "/directives/<id>", issued(LETTER)),
    Page("journey-recipient", "ttyt.lanhdao", "/directives/<id>", issued(LETTER)),
    Page("not-found", "syt.lanhdao", "/nowhere", status=404),
    Page("not-understood", "syt.lanhdao", "/arrivals?status=lost", status=422),
]
