"""Reading journeys: the list of directives one may see, and one directive with its steps and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.context import Context
from chassis.pages import Page, Paging
from chassis.transaction import Tx
from services.portal.journeys.domain import Funnel
from services.portal.journeys.store import reading
from services.portal.journeys.store.reading import Asked

Document = dict[str, Any]
# The number of all recipients is known to those who see them all.
FOR_ALL_ONLY = ("recipient_count",)
HEAD = (
    "symbol", "type", "subject", "public", "issuer_id", "signed_on", "issued_on", "urgency", "window",
    "state", "implements_id", "campaign_id", "recipient_count",
)  # fmt: skip


@dataclass(frozen=True)
class Journey:
    """What one reader may know of a directive's way."""

    view: str
    directive: Document
    funnel: Funnel | None
    timeline: Page


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
    timeline = reading.steps(tx, directive_id, among, paging)
    concerned = (step["agency_id"] for step in timeline.items)
    names = reading.names(tx, [head.get("issuer_id"), *concerned, *_single(timeline, among)])
    clauses = {one["clause_id"]: one["number"] for one in head.get("clauses", [])}
    return Journey(
        view=view,
        directive=_head(head, names, view) | {"implements_symbol": _implemented(tx, ctx, head)},
        funnel=_funnel(tx, directive_id, view, among),
        timeline=timeline.map(lambda step: _step(step, among, names, clauses)),
    )


def _among(tx: Tx, ctx: Context, view: str) -> list[str] | None:
    if view == reading.ALL:
        return None
    return reading.concerned(tx, ctx) if view == reading.OWN else []


def _funnel(tx: Tx, directive_id: str, view: str, among: list[str] | None) -> Funnel | None:
    if among is None:
        return reading.whole_funnel(tx, directive_id)
    return reading.funnel_among(tx, directive_id, among) if view == reading.OWN else None


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


def _visible(step: Mapping[str, Any], among: list[str] | None) -> list[str]:
    parties: list[str] = step["parties"]
    return parties if among is None else sorted(set(parties).intersection(among))


def _single(timeline: Page, among: list[str] | None) -> list[str]:
    seen = (_visible(step, among) for step in timeline.items)
    return [parties[0] for parties in seen if len(parties) == 1]


def _step(
    step: Mapping[str, Any], among: list[str] | None, names: Mapping[str, str], clauses: Mapping[str, str]
) -> Document:
    """Return a row with names; of a chunk only the agencies that the reader may know are counted."""
    parties = _visible(step, among)
    facts = step["facts"]
    return {
        "id": step["_id"],
        "type": step["type"],
        "occurred_on": step["occurred_on"],
        "recorded_at": step["recorded_at"],
        "agency_id": step["agency_id"],
        "agency_name": names.get(step["agency_id"]),
        "role": step["role"],
        "count": len(parties) if step["several"] else None,
        "party_name": names.get(parties[0]) if len(parties) == 1 else None,
        "clause_number": clauses.get(facts.get("clause_id") or ""),
        "facts": facts,
    }
