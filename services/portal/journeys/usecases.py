"""Reading journeys: the list of directives one may see, and one directive with its steps and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.context import Context
from chassis.pages import Page, Paging
from chassis.transaction import Tx
from services.portal.journeys.branching import Part, part_of, reporting_of
from services.portal.journeys.domain import Funnel, funnel_of
from services.portal.journeys.store import reading
from services.portal.journeys.store.reading import Asked
from services.portal.reporting.domain import Figures

Document = dict[str, Any]
# The agencies whose steps are told; None: all.
Among = frozenset[str] | None
# The number of all recipients is known to those who see them all.
FOR_ALL_ONLY = ("recipient_count",)
HEAD = (
    "symbol", "type", "subject", "public", "issuer_id", "signed_on", "issued_on", "urgency", "window",
    "state", "implements_id", "campaign_id", "recipient_count",
)  # fmt: skip


@dataclass(frozen=True)
class Journey:
    """What one reader may know of a directive's way; no numbers of a document that is only public."""

    view: str
    directive: Document
    funnel: Funnel | None
    reports: list[Document] | None
    timeline: Page
    part: Part | None


@dataclass(frozen=True)
class Told:
    """What the rows of a timeline refer to: names of agencies, numbers of clauses, reports."""

    names: Mapping[str, str]
    clauses: Mapping[str, str]
    figures: Sequence[Figures]


def list_directives(tx: Tx, ctx: Context, asked: Asked, paging: Paging) -> Page:
    """Return what was asked for of the directives the actor may see, newest first, with issuers' names."""
    found = reading.listed(tx, ctx, asked, paging)
    names = reading.names(tx, (head["issuer_id"] for head in found.items))
    return found.map(lambda head: _head(head, names, reading.OWN))


def read_journey(tx: Tx, ctx: Context, directive_id: str, paging: Paging) -> Journey | None:
    """Return the journey of a directive as the actor may see it; None when it may not or there is none."""
    head = reading.head_of(tx, directive_id)
    view = reading.view(tx, ctx, head) if head else None
    if head is None or view is None:
        return None
    among = _among(tx, ctx, view)
    part = part_of(tx, ctx, head, view)
    counted = reporting_of(tx, ctx, part) if part else None
    figures = counted.figures if counted else ()
    timeline = reading.steps(tx, [directive_id, *(one.period.id for one in figures)], among, paging)
    told = _told(tx, head, figures, timeline, among)
    return Journey(
        view=view,
        directive=_head(head, told.names, view) | {"implements_symbol": _implemented(tx, ctx, head)},
        funnel=funnel_of(part.counts, counted) if part and counted else None,
        reports=[_report(one, told.names) for one in figures] if counted else None,
        timeline=timeline.map(lambda step: _step(step, among, told)),
        part=part,
    )


def _among(tx: Tx, ctx: Context, view: str) -> Among:
    if view == reading.ALL:
        return None
    return reading.concerned(tx, ctx) if view == reading.OWN else frozenset()


def _told(tx: Tx, head: Mapping[str, Any], figures: Sequence[Figures], timeline: Page, among: Among) -> Told:
    ids = {head.get("issuer_id"), *(one.period.owner_id for one in figures)}
    for step in timeline.items:
        ids |= {step["agency_id"], _side(step, among)[0]}
    clauses = {one["clause_id"]: one["number"] for one in head.get("clauses", [])}
    return Told(reading.names(tx, ids), clauses, figures)


def _head(head: Mapping[str, Any], names: Mapping[str, str], view: str) -> Document:
    hidden = () if view == reading.ALL else FOR_ALL_ONLY
    told = {name: None if name in hidden else head.get(name) for name in HEAD}
    return told | {
        "id": head["_id"],
        "public": bool(head.get("public")),
        "issuer_name": names.get(head.get("issuer_id") or ""),
    }


def _implemented(tx: Tx, ctx: Context, head: Mapping[str, Any]) -> str | None:
    """Return the symbol of the directive that this one carries out, when the actor may see that too."""
    above = reading.head_of(tx, head["implements_id"]) if head.get("implements_id") else None
    return above.get("symbol") if above and reading.view(tx, ctx, above) else None


def _report(one: Figures, names: Mapping[str, str]) -> Document:
    return {
        "period_id": one.period.id,
        "template": one.period.template,
        "report_to_id": one.period.owner_id,
        "report_to_name": names.get(one.period.owner_id or ""),
        "due_on": one.period.due_on,
        "timely_until": one.period.timely_until,
        "expected": one.expected,
        "actual": one.actual,
        "actual_on_time": one.on_time,
    }


def _side(step: Mapping[str, Any], among: Among) -> tuple[str | None, int | None]:
    """Return the other side of a step, of a chunk how many of its agencies the reader may know.

    If that is only one, it is the other side.
    """
    if among is None or step["count"] is None:
        return step["party_id"], step["count"]
    seen = among.intersection(step["parties"])
    return next(iter(seen)) if len(seen) == 1 else None, len(seen)


def _step(step: Mapping[str, Any], among: Among, told: Told) -> Document:
    """Return a row with names; of a chunk only the agencies that the reader may know are counted."""
    facts, (party_id, count) = step["facts"], _side(step, among)
    return {
        "id": step["event_id"],
        "type": step["type"],
        "occurred_on": step["occurred_on"],
        "recorded_at": step["recorded_at"],
        "agency_id": step["agency_id"],
        "agency_name": told.names.get(step["agency_id"]),
        "party_id": party_id,
        "party_name": told.names.get(party_id or ""),
        "actor_id": step["actor_id"],
        "role": step["role"],
        "count": count,
        "clause_number": told.clauses.get(facts.get("clause_id") or ""),
        "template": facts.get("template") or _template(facts.get("subject_id") or "", told.figures),
        "facts": facts,
    }


def _template(subject_id: str, figures: Sequence[Figures]) -> str | None:
    """Return which report a reminder is about: its requirement's id ends with that of the period."""
    periods = (one.period for one in figures)
    return next((period.template for period in periods if subject_id.endswith(period.id)), None)
