"""Branches: the numbers of a part of the recipients, and what lies right below a place of the tree.

Every number is kept when an event moves it (journeys/store), so a page costs the same for 100 recipients and
for 100,000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from chassis.context import Context
from chassis.pages import Page, Paging
from chassis.projections import paths_of
from chassis.transaction import Tx
from services.portal.journeys.domain import Funnel, Recipient, funnel_of, state_of, state_of_branch
from services.portal.journeys.store import reading, recipient_of
from services.portal.journeys.store.reading import Place
from services.portal.reporting import store as reporting
from services.portal.reporting.domain import Reporting

Document = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Recipients whose numbers are told together.

    All that is counted under `ids`, and single recipients besides. `place` is where one goes on from there,
    None for who may see no agency but its own.
    """

    ids: list[str]
    counts: Counter[str]
    besides: list[Recipient]
    place: Place | None


@dataclass(frozen=True)
class Below:
    """What lies right below a place: the branches in numbers, the agencies with their state.

    `branch` is the agency whose branch it is, None at the top; `above` are the branches that lead there, and
    `funnel` the numbers of all below.
    """

    branch: Document | None
    above: list[Document]
    funnel: Funnel
    branches: Page
    agencies: Page


def part_of(tx: Tx, ctx: Context, head: Mapping[str, Any], view: str) -> Part | None:
    """Return all recipients that the reader of a journey may know of; None of one that is only public."""
    if view == reading.PUBLIC:
        return None
    directive_id = head["_id"]
    if view == reading.ALL:
        opened = _with_those_above(tx, head.get("issuer_id"))
        counts = reading.counts_of(tx, "funnels", [directive_id])
        return Part([directive_id], counts, [], Place(directive_id, (None, *opened), opened))
    return _own_part(tx, ctx, directive_id)


def _with_those_above(tx: Tx, agency_id: str | None) -> tuple[str, ...]:
    """Return an agency after those above it: what it sends goes down from there."""
    return (*paths_of(tx, [agency_id]).get(agency_id, ()), agency_id) if agency_id else ()


def _own_part(tx: Tx, ctx: Context, directive_id: str) -> Part:
    own, subtree = ctx.scope.agency_ids, ctx.scope.subtree_ids
    paths = paths_of(tx, own)
    outermost = {id for id in own if subtree.isdisjoint(paths.get(id, ()))}
    besides = reading.rows_of(tx, directive_id, outermost)
    ids = reading.branches_of(tx, directive_id, outermost & subtree)
    places = tuple(sorted(subtree))
    counts = _counts(tx, ids)
    for one in besides:
        counts.update(one.counts())
    return Part(ids, counts, besides, Place(directive_id, places, places) if places else None)


def _counts(tx: Tx, branch_ids: list[str]) -> Counter[str]:
    return reading.counts_of(tx, "branches", branch_ids)


def reporting_of(tx: Tx, ctx: Context, part: Part) -> Reporting:
    """Return the reports of a part of the recipients as of the reader's day."""
    rows = list(chain.from_iterable(reporting.counted(tx, part.ids).values()))
    for one in part.besides:
        rows += reporting.rows_of(one.reports)
    return reporting.reporting(tx, {"": rows}, ctx.today.isoformat())[""]


def look_below(
    tx: Tx, ctx: Context, part: Part, branch: str | None, pages: Mapping[str, Paging]
) -> Below | None:
    """Return what lies at the top of a part of the recipients, or in a branch within it.

    None when the branch is not within it, or nothing of the directive goes there. `pages` says where
    `branches` and `agencies` go on.
    """
    trail = _trail(tx, part, branch) if branch else []
    here = _narrowed(tx, part, trail) if branch else part
    if here is None or here.place is None:
        return None
    names = reading.names(tx, trail)
    told = [{"id": id, "name": names.get(id)} for id in trail]
    return Below(
        branch=told[-1] if told else None,
        above=told[:-1],
        funnel=funnel_of(here.counts, reporting_of(tx, ctx, here)),
        branches=_branches(tx, ctx, reading.branches_below(tx, here.place, pages["branches"])),
        agencies=_agencies(tx, ctx, reading.agencies_below(tx, here.place, pages["agencies"])),
    )


def _trail(tx: Tx, part: Part, branch: str) -> list[str]:
    """Return a branch after those that lead to it from where the reader begins; none if it is not below."""
    if part.place is None:
        return []
    line = [*paths_of(tx, [branch]).get(branch, ()), branch]
    begins = [at + 1 for at, id in enumerate(line) if id in part.place.opened]
    return line[max(begins, default=0) :] if begins or None in part.place.parents else []


def _narrowed(tx: Tx, part: Part, trail: list[str]) -> Part | None:
    if not trail or part.place is None:
        return None
    directive_id = part.place.directive_id
    ids = reading.branches_of(tx, directive_id, trail[-1:])
    return Part(ids, _counts(tx, ids), [], Place(directive_id, (trail[-1],))) if ids else None


def _branches(tx: Tx, ctx: Context, found: Page) -> Page:
    names = reading.names(tx, (row["agency_id"] for row in found.items))
    counted = reporting.counted(tx, (row["_id"] for row in found.items))
    several = {row["_id"]: counted.get(row["_id"], []) for row in found.items}
    told = reporting.reporting(tx, several, ctx.today.isoformat())

    def view(row: Document) -> Document:
        funnel = funnel_of(row, told[row["_id"]])
        known = {"id": row["agency_id"], "name": names.get(row["agency_id"])}
        return known | {"funnel": funnel, "state": state_of_branch(funnel)}

    return found.map(view)


def _agencies(tx: Tx, ctx: Context, found: Page) -> Page:
    names = reading.names(tx, (row["agency_id"] for row in found.items))
    known = {row["agency_id"]: recipient_of(row) for row in found.items}
    several = {id: reporting.rows_of(one.reports) for id, one in known.items()}
    told = reporting.reporting(tx, several, ctx.today.isoformat())

    def view(row: Document) -> Document:
        id = row["agency_id"]
        state = state_of(known[id], told[id])
        return {"id": id, "name": names.get(id), "purpose": row["purpose"], "state": state}

    return found.map(view)
