"""Every page of the portal after the story: who opens it, and where it is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from infra.local.story.command import compose
from infra.local.story.plot import AWARD_DECISION, LETTER, PLAN
from tests.browser.person import Person
from tests.browser.play import Play
from tests.browser.words import said

Seek = Callable[[Play], str]
Acts = Callable[[Play, Person, str], None]


@dataclass(frozen=True)
class Page:
    """One page: its name, the officer who opens it (nobody: a stranger), its route, and what fills it in."""

    name: str
    by: str
    route: str
    seek: Seek | None = None
    status: int = 200
    # What is done before it stands there: a page that answers a form.
    acts: Acts | None = None

    def open(self, play: Play, language: str) -> Person:
        """Open it in a language; returns who sits before it."""
        person = play.person(self.by) if self.by else play.stranger
        if self.by:
            person.sign_in()
        person.window.open(f"{play.portal}/language/{language}?to={quote(self.address(play))}")
        if self.acts:
            self.acts(play, person, language)
        return person

    def address(self, play: Play) -> str:
        """Return its path."""
        return re.sub(r"<.*?>", self.seek(play), self.route, count=1) if self.seek else self.route


def found(by: str, service: str, path: str, name: str = "id", **wanted: Any) -> Seek:
    """Find the first of a list that an officer reads from a service: the value of its `name`."""

    def seek(play: Play) -> str:
        for one in play.story.cast[by].every(service, path):
            if wanted.items() <= one.items() and one[name]:
                return str(one[name])
        raise LookupError(f"{by} finds nothing in {path} with {wanted}")

    return seek


def issued(symbol: str) -> Seek:
    """Find a document by its number and symbol."""
    return found("syt.lanhdao", "directives", "/v1/directives", symbol=symbol)


def a_draft(play: Play) -> str:
    """Find a draft of the province; one is begun where there is none."""
    officer, paper = play.story.cast["ubnd.chuyenvien"], play.papers[PLAN]
    for one in officer.every("directives", "/v1/directives", status="draft"):
        return str(one["id"])
    decided = {name: value for name, value in paper.decisions.items() if name != "campaign"}
    body = compose(paper.parsed, decided, play.story.cast.agency_ids.__getitem__)
    return str(officer.create("directives", "/v1/directives", body)["id"])


def own_period(play: Play) -> str:
    """Name the period of the half-year reports that the department of health receives."""
    return f"emulation-midyear-2024.{play.story.cast['syt.lanhdao'].agency_id}"


def reads_a_text(play: Play, person: Person, language: str) -> None:
    """Have a text read."""
    person.keyboard.write(said("Hoặc dán nội dung vào đây", language), play.texts[LETTER])
    person.keyboard.press(said("Đọc văn bản", language))


def signs_in_wrongly(play: Play, person: Person, language: str) -> None:
    """Send a form that cannot be taken."""
    person.keyboard.write(said("Tên đăng nhập", language), "ai.do")
    person.keyboard.write(said("Mật khẩu", language), "khong.dung")
    person.keyboard.press(said("Đăng nhập", language))


def saves_nothing(play: Play, person: Person, language: str) -> None:
    """Save a draft that says nothing."""
    person.keyboard.press(said("Lưu bản thảo", language))


AN_AWARD = found("stttt.congbo", "awards", "/v1/awards")
AN_ARRIVAL = found("ttyt.vanthu", "directives", "/v1/arrivals", symbol=LETTER)
A_NEW_ARRIVAL = found("ttyt.vanthu", "directives", "/v1/arrivals", status="arrived")
A_TASK = found("ttyt.lanhdao", "directives", "/v1/tasks", status="acknowledged")
A_NOTICE = found("ttyt.chuyenvien", "notifications", "/v1/notifications")
A_REQUIREMENT = found("ttyt.chuyenvien", "reports", "/v1/requirements", submission_status=None)
A_SUBMISSION = found(
    "ttyt.lanhdao", "reports", "/v1/requirements", "submission_id", submission_status="accepted"
)
AN_EXEMPLAR = found("ttyt.lanhdao", "awards", "/v1/exemplars")
CRITERIA = found("tdkt.thuky", "awards", "/v1/criteria-sets")
A_NOMINATION = found("ttyt.lanhdao", "awards", "/v1/nominations")
A_DECISION = found("syt.thuky", "awards", "/v1/decisions")
PAGES = [
    Page("sign-in", "", "/sign-in"),
    Page("sign-in-refused", "", "/sign-in", status=401, acts=signs_in_wrongly),
    Page("awards-public", "", "/khen-thuong"),
    Page("award-public", "", "/khen-thuong/<award_id>", AN_AWARD),
    Page("desk", "syt.lanhdao", "/desk"),
    Page("desk-clerk", "ttyt.vanthu", "/desk"),
    Page("outgoing", "ubnd.chuyenvien", "/outgoing"),
    Page("outgoing-new", "ubnd.chuyenvien", "/outgoing/new"),
    Page("outgoing-read", "syt.chuyenvien", "/outgoing/new", acts=reads_a_text),
    Page("outgoing-blank", "ubnd.chuyenvien", "/outgoing/new/draft"),
    Page("outgoing-refused", "ubnd.chuyenvien", "/outgoing/new/draft", status=422, acts=saves_nothing),
    Page("outgoing-draft", "ubnd.chuyenvien", "/outgoing/<directive_id>", a_draft),
    Page("outgoing-edit", "ubnd.chuyenvien", "/outgoing/<directive_id>/edit", a_draft),
    Page("outgoing-discard", "ubnd.chuyenvien", "/outgoing/<directive_id>/discard", a_draft),
    Page("outgoing-issued", "ubnd.lanhdao", "/outgoing/<directive_id>", issued(PLAN)),
    Page("outgoing-recipients", "ubnd.lanhdao", "/outgoing/<directive_id>/recipients", issued(PLAN)),
    Page("books", "syt.vanthu", "/outgoing/books"),
    Page("arrivals", "ttyt.vanthu", "/arrivals"),
    Page("arrival", "ttyt.vanthu", "/arrivals/<arrival_id>", AN_ARRIVAL),
    Page("arrival-new", "ttyt.vanthu", "/arrivals/<arrival_id>", A_NEW_ARRIVAL),
    Page("tasks", "ttyt.lanhdao", "/tasks"),
    Page("task", "ttyt.lanhdao", "/tasks/<task_id>", A_TASK),
    Page("journeys", "ubnd.lanhdao", "/directives"),
    Page("journey", "ubnd.lanhdao", "/directives/<directive_id>", issued(PLAN)),
    Page("journey-letter", "syt.lanhdao", "/directives/<directive_id>", issued(LETTER)),
    Page("journey-recipient", "ttyt.lanhdao", "/directives/<directive_id>", issued(LETTER)),
    Page("journey-decision", "syt.lanhdao", "/directives/<directive_id>", issued(AWARD_DECISION)),
    Page("reports", "ttyt.chuyenvien", "/requirements"),
    Page("reports-received", "syt.lanhdao", "/requirements?side=received&state=all"),
    Page("report-owed", "ttyt.chuyenvien", "/requirements/<requirement_id>", A_REQUIREMENT),
    Page("report", "syt.lanhdao", "/submissions/<submission_id>", A_SUBMISSION),
    Page("periods", "syt.lanhdao", "/periods?whose=received"),
    Page("period", "syt.lanhdao", "/periods/<period_id>", own_period),
    Page("notices", "ttyt.chuyenvien", "/notices?shown=all"),
    Page("notice", "ttyt.chuyenvien", "/notices/<notification_id>", A_NOTICE),
    Page("exemplars", "ttyt.lanhdao", "/exemplars"),
    Page("exemplar-new", "ttyt.lanhdao", "/exemplars/new"),
    Page("exemplar", "ttyt.lanhdao", "/exemplars/<exemplar_id>", AN_EXEMPLAR),
    Page("criteria-sets", "tdkt.thuky", "/criteria-sets"),
    Page("criteria-new", "tdkt.thuky", "/criteria-sets/new"),
    Page("criteria", "tdkt.thuky", "/criteria-sets/<criteria_set_id>", CRITERIA),
    Page("criteria-edit", "tdkt.thuky", "/criteria-sets/<criteria_set_id>/edit", CRITERIA),
    Page("criteria-publish", "ubnd.lanhdao", "/criteria-sets/<criteria_set_id>/publish", CRITERIA),
    Page("nominations", "ttyt.lanhdao", "/nominations"),
    Page("nomination-new", "ttyt.chuyenvien", "/exemplars/<exemplar_id>/nomination", AN_EXEMPLAR),
    Page("nomination", "ttyt.lanhdao", "/nominations/<nomination_id>", A_NOMINATION),
    Page("nomination-edit", "ttyt.chuyenvien", "/nominations/<nomination_id>/edit", A_NOMINATION),
    Page("decisions", "syt.thuky", "/decisions"),
    Page("decision-new", "syt.thuky", "/decisions/new"),
    Page("decision", "syt.thuky", "/decisions/<decision_id>", A_DECISION),
    Page("publications", "stttt.congbo", "/publications"),
    Page("publication", "stttt.congbo", "/publications/<award_id>", AN_AWARD),
    Page("not-found", "syt.lanhdao", "/nowhere", status=404),
    Page("not-understood", "syt.lanhdao", "/arrivals?status=lost", status=422),
]
