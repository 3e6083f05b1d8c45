"""How complete a branch is with the reports of one period: itself, and each branch directly below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chassis.app import database
from chassis.errors import Refusal
from chassis.identity import current
from services.portal.calls.client import read
from services.portal.journeys.store.reading import agencies_under
from services.portal.rooms.reports.room import MOST, SERVICE, Row


@dataclass(frozen=True)
class Branch:
    """An agency with all below it; `agency_id` None stands for everybody who was asked."""

    agency_id: str | None
    name: str | None
    figures: Row

    @property
    def missing(self) -> int:
        """How many reports do not stand."""
        told: int = self.figures["expected"] - self.figures["actual"]
        return told

    @property
    def silence(self) -> tuple[float, str]:
        """Order the silent before those from whom some reports are missing."""
        return self.figures["rate"] or 0, self.name or ""


@dataclass(frozen=True)
class Completeness:
    """A branch, those directly below it that owe something, and where the one above may be seen."""

    whole: Branch
    below: list[Branch]
    more: bool
    up: str | None = None


def completeness(directive_id: str, period_id: str, under: str | None) -> Completeness | None:
    """Return how complete a branch is: all unless said, one's own for who may not see all.

    None for who may see neither, or where nothing is owed.
    """
    for asked in [under] if under else [None, current().actor.agency_id]:
        figures = _figures(directive_id, period_id, asked)
        if figures:
            return _completeness(directive_id, period_id, asked, figures)
    return None


def _completeness(directive_id: str, period_id: str, asked: str | None, figures: Row) -> Completeness:
    tx, own = database().reading(), current().actor.agency_id
    branch = tx.get("agencies", asked) if asked else None
    children = agencies_under(tx, asked, MOST + 1)
    below = sorted(_counted(directive_id, period_id, children[:MOST]), key=lambda one: one.silence)
    up = branch["parent_id"] if branch and asked != own else None
    return Completeness(
        Branch(asked, branch["name"] if branch else None, figures), below, more=len(children) > MOST, up=up
    )


def _counted(directive_id: str, period_id: str, agencies: list[Row]) -> Iterator[Branch]:
    for agency in agencies:
        figures = _figures(directive_id, period_id, agency["_id"])
        if figures:
            yield Branch(agency["_id"], agency["name"], figures)


def _figures(directive_id: str, period_id: str, under: str | None) -> Row | None:
    """Return the numbers of a branch; none for who may not see them or where nothing is owed."""
    try:
        told: dict[str, Any] = read(SERVICE, "completeness", directive_id=directive_id, under=under).body
    except Refusal:
        return None
    return next((one for one in told["reports"] if one["period_id"] == period_id), None)
