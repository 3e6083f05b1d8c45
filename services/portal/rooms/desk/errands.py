"""What waits for a person: asked of each service by the role in which the person acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chassis.context import Actor
from services.portal.calls.client import read

# As the first rung of the ladder of reminders (domain.md R10).
SOON = timedelta(days=15)
ROWS = 100
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Errand:
    """Something to be done: what it is about, where it is done, and by when."""

    kind: str
    about: str
    endpoint: str
    argument: Mapping[str, str]
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Question:
    """What a service is asked for people of some roles, and how a row of its answer becomes an errand."""

    service: str
    path: str
    roles: frozenset[str]
    wanted: Callable[[Actor], dict[str, str]]
    errand: Callable[[Row], Errand | None]


def of_service(service: str, actor: Actor) -> list[Errand]:
    """Return what waits for the actor in one service; raises ServiceAway."""
    return [errand for question in QUESTIONS if question.service == service for errand in _asked(question, actor)]


def _asked(question: Question, actor: Actor) -> Iterator[Errand]:
    if actor.roles.isdisjoint(question.roles):
        return
    answer = read(question.service, question.path, limit=ROWS, **question.wanted(actor))
    yield from filter(None, map(question.errand, answer.body["items"]))


def _document(kind: str) -> Callable[[Row], Errand]:
    def errand(row: Row) -> Errand:
        about = row["symbol"] or row["subject"] or row["type"]
        return Errand(kind, about, "outgoing.document", {"directive_id": row["id"]})

    return errand


def _arrival(row: Row) -> Errand:
    return Errand("register", row["symbol"], "incoming.arrival", {"arrival_id": row["id"]})


def _task(row: Row) -> Errand:
    argument = {"task_id": row["id"]}
    due_on, labels = _day(row["due_on"]), row["labels"]
    return Errand("acknowledge", f"{row['number']} {row['text']}", "incoming.task", argument, due_on, "overdue" in labels)


def _requirement(row: Row) -> Errand | None:
    if row["submission_status"] in {"submitted", "accepted"}:
        return None
    due_on, overdue = _day(row["timely_until"]), "overdue" in row["labels"]
    argument = {"requirement_id": row["id"]}
    return Errand("report", f"{row['symbol']}", "reports.requirement", argument, due_on, overdue)


def _submission(row: Row) -> Errand:
    return Errand("review", row["symbol"], "reports.submission", {"submission_id": row["submission_id"]})


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _roles(*names: str) -> frozenset[str]:
    return frozenset(names)


QUESTIONS = (
    Question("directives", "/v1/directives", _roles("leader"), lambda _: {"status": "in-review"}, _document("sign")),
    Question("directives", "/v1/directives", _roles("clerk"), lambda _: {"status": "signed"}, _document("issue")),
    Question("directives", "/v1/directives", _roles("officer"), lambda _: {"status": "draft"}, _document("finish")),
    Question(
        "directives",
        "/v1/arrivals",
        _roles("clerk"),
        lambda actor: {"agency_id": actor.agency_id, "status": "arrived"},
        _arrival,
    ),
    Question(
        "directives",
        "/v1/tasks",
        _roles("leader", "officer"),
        lambda actor: {"assignee_id": actor.agency_id, "status": "assigned"},
        _task,
    ),
    Question(
        "reports",
        "/v1/requirements",
        _roles("leader", "officer"),
        lambda actor: {"agency_id": actor.agency_id},
        _requirement,
    ),
    Question(
        "reports",
        "/v1/requirements",
        _roles("leader"),
        lambda actor: {"report_to_id": actor.agency_id, "submission_status": "submitted"},
        _submission,
    ),
)
SERVICES = tuple(dict.fromkeys(question.service for question in QUESTIONS))


def when(errand: Errand, today: date) -> str:
    """Say in which part of the desk an errand lies: overdue, soon or waiting."""
    if errand.overdue:
        return "overdue"
    if errand.due_on and errand.due_on <= today + SOON:
        return "soon"
    return "waiting"
