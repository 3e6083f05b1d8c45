"""What waits for a person: asked of each service by the role in which the person acts.

Whether something may be done is the service's to decide; here is only which list tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for

from chassis.context import Actor
from chassis.errors import Refusal
from services.portal.calls.client import ServiceAway, read
from services.portal.pages.labels import AWARD_FORMS, TEMPLATES

# As the first rung of the ladder of reminders (domain.md R10).
SOON = timedelta(days=15)
# Most that a page shows of one list, and most that a count of the menu looks at.
SHOWN, COUNTED = 100, 20
HEAPS = ("overdue", "soon", "waiting")
# Kinds that are about something with a label, not about a document's or a person's own words.
TRANSLATED = frozenset({"report", "submit", "review", "receiver", "due", "prepare"})
# Where a whole list is shown.
LISTS = {
    "directives": "outgoing.documents",
    "arrivals": "incoming.arrivals",
    "tasks": "incoming.tasks",
    "requirements": "reports.requirements",
    "periods": "reports.periods",
    "exemplars": "commending.exemplars",
    "nominations": "commending.nominations",
    "decisions": "commending.decisions",
    "awards": "commending.publications",
}
LAST = date.max
OWN = "@agency"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Errand:
    """Something to be done: what it is about, whose it is, where it is done, and by when."""

    kind: str
    about: Any
    endpoint: str
    argument: Mapping[str, str]
    party_id: str | None = None
    due_on: date | None = None
    overdue: bool = False

    @property
    def quoted(self) -> bool:
        """Whether what it is about is somebody's own words, Vietnamese in either language."""
        return self.kind not in TRANSLATED

    @property
    def address(self) -> str | None:
        """Where it is done; nothing while that room is not there."""
        return _door(self.endpoint, **self.argument)

    def heap(self, today: date) -> str:
        """Tell in which part of the desk it lies."""
        if self.overdue:
            return "overdue"
        return "soon" if self.due_on and today <= self.due_on <= today + SOON else "waiting"


@dataclass(frozen=True)
class Question:
    """What a service is asked for people of some roles, and how a row of its answer becomes an errand."""

    service: str
    path: str
    roles: frozenset[str]
    wanted: Callable[[Actor], dict[str, str]]
    errand: Callable[[Row, Actor], Errand | None]


@dataclass
class Answer:
    """What waits in one service, and which of its lists hold more than was asked for."""

    errands: list[Errand] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)


def of_service(service: str, actor: Actor, rows: int) -> Answer:
    """Return what waits for the actor in one service, at most `rows` of each list; raises ServiceAway."""
    answer = Answer()
    for question in QUESTIONS:
        if question.service == service and not actor.roles.isdisjoint(question.roles):
            body = _listed(question, actor, rows)
            answer.errands += filter(None, (question.errand(row, actor) for row in body["items"]))
            answer.longer += [question.path] if body["next_cursor"] else []
    return answer


def _listed(question: Question, actor: Actor, rows: int) -> dict[str, Any]:
    """Return an answer; a service that refuses to give one has not heard of the actor's position yet."""
    try:
        return read(question.service, question.path, limit=rows, **question.wanted(actor)).body
    except Refusal as refusal:
        raise ServiceAway(question.service) from refusal


def count(actor: Actor) -> str:
    """Return how much waits, as the menu says it: `20+` where nobody counts on."""
    answers = [of_service(service, actor, COUNTED) for service in SERVICES]
    more = any(answer.longer for answer in answers)
    return f"{sum(len(answer.errands) for answer in answers)}{'+' if more else ''}"


def heaps(errands: Iterable[Errand], today: date) -> dict[str, list[Errand]]:
    """Return the errands by the part of the desk, in each what is due first at the top."""
    found: dict[str, list[Errand]] = {heap: [] for heap in HEAPS}
    for errand in sorted(errands, key=lambda one: one.due_on or LAST):
        found[errand.heap(today)].append(errand)
    return found


def whole_list(path: str) -> str | None:
    """Return where the whole of a list is shown; nothing while that room is not there."""
    return _door(LISTS[path])


def _door(endpoint: str, **argument: Any) -> str | None:
    return url_for(endpoint, **argument) if endpoint in current_app.view_functions else None


def _document(kind: str) -> Callable[[Row, Actor], Errand]:
    def errand(row: Row, _: Actor) -> Errand:
        named = filter(None, (row["symbol"] or row["type"], row["subject"]))
        return Errand(kind, ": ".join(named), "outgoing.document", {"directive_id": row["id"]})

    return errand


def _arrival(row: Row, _: Actor) -> Errand:
    named = ": ".join(filter(None, (row["symbol"], row["subject"])))
    return Errand("register", named, "incoming.arrival", {"arrival_id": row["id"]}, row["issuer_id"])


def _task(row: Row, _: Actor) -> Errand:
    due_on, overdue = _day(row["due_on"]), "overdue" in row["labels"]
    told = {"task_id": row["id"]}, row["assigner_id"], due_on, overdue
    return Errand("acknowledge", f"{row['number']}. {row['text']}", "incoming.task", *told)


def _requirement(row: Row, actor: Actor) -> Errand:
    """A report that is owed: an officer writes it, a leader hands in what was written."""
    written = row["submission_status"] == "draft" and "leader" in actor.roles
    due_on, overdue = _day(row["timely_until"]), "overdue" in row["labels"]
    told = {"requirement_id": row["id"]}, row["report_to_id"], due_on, overdue
    return Errand("submit" if written else "report", _report(row), "reports.requirement", *told)


def _submission(row: Row, _: Actor) -> Errand:
    told = {"submission_id": row["submission_id"]}, row["agency_id"]
    return Errand("review", _report(row), "reports.submission", *told)


def _period(row: Row, actor: Actor) -> Errand | None:
    """A period of reports that nobody can hand in on time: the issuer names who gets them, they a day."""
    missing = "receiver" if row["owner_id"] is None else "due" if row["due_on"] is None else ""
    whose = row["issuer_id"] if missing == "receiver" else row["owner_id"]
    if not missing or whose != actor.agency_id:
        return None
    about = f"{TEMPLATES.get(row['template'], row['template'])} {row['year']}"
    return Errand(missing, about, "reports.period", {"period_id": row["id"]})


def _report(row: Row) -> str:
    return f"{TEMPLATES.get(row['template'], row['template'])} ({row['symbol']})"


def _commended(kind: str, endpoint: str, argument: str) -> Callable[[Row, Actor], Errand]:
    def errand(row: Row, _: Actor) -> Errand:
        return Errand(kind, row["subject"]["name"], endpoint, {argument: row["id"]}, row["agency_id"])

    return errand


def _publication(row: Row, actor: Actor) -> Errand | None:
    """An award that may be made known by its authority and above it, not by who asked for it."""
    asked_for = actor.agency_id == row["agency_id"] != row["authority_id"]
    if row["confidential"] or asked_for:
        return None
    return _commended("publicise", "commending.publication", "award_id")(row, actor)


def _decision(row: Row, _: Actor) -> Errand:
    about = AWARD_FORMS.get(row["form"], row["form"])
    return Errand("prepare", about, "commending.decision", {"decision_id": row["id"]})


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _ask(path: str, *roles: str, errand: Callable[[Row, Actor], Errand | None], **wanted: str) -> Question:
    """Return a question about a service's list; OWN in `wanted` stands for the actor's agency."""
    service, _, name = path.partition("/")

    def filled(actor: Actor) -> dict[str, str]:
        return {key: actor.agency_id if value == OWN else value for key, value in wanted.items()}

    return Question(service, name, frozenset(roles), filled, errand)


QUESTIONS = (
    _ask("directives/directives", "leader", errand=_document("sign"), status="in-review"),
    _ask("directives/directives", "clerk", errand=_document("issue"), status="signed"),
    _ask("directives/directives", "officer", "award-secretary", errand=_document("finish"), status="draft"),
    _ask("directives/arrivals", "clerk", errand=_arrival, agency_id=OWN, status="arrived"),
    _ask("directives/tasks", "leader", "officer", errand=_task, assignee_id=OWN, status="assigned"),
    _ask("reports/requirements", "leader", "officer", errand=_requirement, agency_id=OWN, open="true"),
    _ask(
        "reports/requirements", "leader", errand=_submission, report_to_id=OWN, submission_status="submitted"
    ),
    _ask("reports/periods", "leader", errand=_period, owner_id=OWN),
    _ask("reports/periods", "leader", errand=_period, issuer_id=OWN),
    _ask(
        "awards/exemplars", "council-member", "award-secretary", "leader",
        errand=_commended("verify", "commending.exemplar", "exemplar_id"), council_id=OWN, status="spotted",
    ),
    _ask(
        "awards/nominations", "leader",
        errand=_commended("nominate", "commending.nomination", "nomination_id"), agency_id=OWN,
        status="draft",
    ),
    _ask(
        "awards/nominations", "award-secretary",
        errand=_commended("decide", "commending.nomination", "nomination_id"), authority_id=OWN,
        status="submitted",
    ),
    _ask("awards/decisions", "award-secretary", errand=_decision, status="open"),
    _ask("awards/awards", "publisher", errand=_publication, status="decided"),
)  # fmt: skip
SERVICES = tuple(dict.fromkeys(question.service for question in QUESTIONS))
