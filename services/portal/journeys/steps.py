"""What an event adds to timelines: whose step it is, who may see it, with which facts, in which journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from chassis.events import Event

Data = Mapping[str, Any]
Ids = Callable[[Data], Iterable[str | None]]


def _directive(said: Data) -> Iterable[str | None]:
    return (said["directive_id"],)


def _campaign(said: Data) -> Iterable[str | None]:
    return (said["campaign_id"],)


def _decision_and_campaign(said: Data) -> Iterable[str | None]:
    return said["directive_id"], said["campaign_id"]


def _period(said: Data) -> Iterable[str | None]:
    return (said["period_id"],)


def _reminded(said: Data) -> Iterable[str | None]:
    """A period may be asked for by several directives, and is then reminded of in none of their names."""
    of_period = said["subject_kind"] == "period" and said["directive_id"] is None
    return (said["subject_id"] if of_period else said["directive_id"] or said["campaign_id"],)


@dataclass(frozen=True)
class Telling:
    """How a type of event is told.

    `facts` are ids, codes, dates and numbers, never words of a document. `several` are the agencies of a
    chunk, of whom each may see that it is one; `party` is the other side of a step of one agency, which
    may see it too and is named, `seen_by` who else may see it. `about` says in which journeys: by a
    directive's id, or by that of a period for all that ask for it. Of a list only its length is a fact:
    `counted` is the fact's name and the list's.
    """

    facts: tuple[str, ...] = ()
    agency: str = "agency_id"
    several: Ids | None = None
    party: Callable[[Data], str | None] = lambda said: None
    seen_by: Ids = lambda said: ()
    about: Ids = _directive
    counted: tuple[str, str] | None = None


def author_of(said: Data) -> str:
    """Return the agency whose report an event is about; its requirement's id names it (events.md §2)."""
    owed: str = said["requirement_id"].removeprefix(f"{said['directive_id']}:")
    return owed.removesuffix(f":{said['template']}:{said['period_id']}")


def _agencies(field: str) -> Ids:
    return lambda said: [one["agency_id"] for one in said[field]]


TASK = ("task_id", "clause_id", "party", "kind", "binding", "due_on", "status")
REPORT = ("submission_id", "template", "period_id", "version", "submitted_on", "on_time")
TELLINGS: Mapping[str, Telling] = {
    "directive-issued.v1": Telling(("symbol",)),
    "directive-draft-discarded.v1": Telling(("reason_code",)),
    "directive-dispatched.v1": Telling(("chunk", "of"), several=_agencies("recipients")),
    "documents-arrived.v1": Telling(("chunk",), several=itemgetter("agency_ids")),
    "document-registered.v1": Telling((
        "book", "year", "arrival_number", "arrived_on", "channel", "warnings", "backdated", "task_count",
    )),
    "task-assigned.v1": Telling(TASK, agency="assignee_id"),
    "task-acknowledged.v1": Telling(("task_id", "clause_id", "status"), agency="assignee_id"),
    "report-required.v1": Telling(("chunk", "template", "period_id"), several=_agencies("agencies")),
    "report-due-set.v1": Telling(
        ("template", "period_id", "due_on", "timely_until", "reason_code"), about=_period
    ),
    "report-submitted.v1": Telling(REPORT, party=itemgetter("report_to_id")),
    "report-returned.v1": Telling((*REPORT, "reason_code"), party=author_of),
    "report-accepted.v1": Telling((*REPORT, "accepted_on"), party=author_of),
    "reminder-sent.v1": Telling(
        ("rule", "subject_kind", "subject_id", "due_on"), about=_reminded, counted=("officers", "officer_ids")
    ),
    "reminder-acknowledged.v1": Telling(("rule", "subject_kind", "subject_id"), about=_reminded),
    "criteria-published.v1": Telling(("criteria_set_id", "version"), about=_campaign),
    "exemplar-verified.v1": Telling(("exemplar_id", "subject_kind"), about=_campaign),
    "nomination-submitted.v1": Telling(
        ("nomination_id", "type", "form"), party=itemgetter("authority_id"), about=_campaign
    ),
    "award-decision-prepared.v1": Telling(("decision_id", "type", "form"), about=_campaign),
    "award-decided.v1": Telling(
        ("decision_id", "symbol", "decided_on"),
        seen_by=_agencies("awards"), about=_decision_and_campaign, counted=("awards", "awards"),
    ),
    "award-publicised.v1": Telling(("award_id", "published_on"), about=_decision_and_campaign),
}  # fmt: skip


def rows_of(event: Event) -> list[dict[str, Any]]:
    """Return a row for each journey the event belongs to; its id says so, so that it is there once."""
    row = _row(event)
    journeys = dict.fromkeys(about for about in TELLINGS[event.type].about(event.data) if about)
    return [{"_id": f"{event.id}:{about}", "about": about, **row} for about in journeys]


def _row(event: Event) -> dict[str, Any]:
    said, telling = event.data, TELLINGS[event.type]
    agency_id, party = said[telling.agency], telling.party(said)
    seen_by = telling.several(said) if telling.several else (agency_id, party, *telling.seen_by(said))
    parties = list(dict.fromkeys(id for id in seen_by if id))
    facts = {name: said.get(name) for name in telling.facts}
    if telling.counted:
        name, listed = telling.counted
        facts[name] = len(said[listed])
    return {
        "event_id": event.id,
        "type": event.type,
        "occurred_on": said["occurred_on"],
        "recorded_at": event.time,
        "agency_id": agency_id,
        "party_id": parties[0] if telling.several and len(parties) == 1 else party,
        "actor_id": said["actor_id"],
        "role": said["role"],
        "parties": parties,
        "count": len(parties) if telling.several else None,
        "facts": facts,
    }
