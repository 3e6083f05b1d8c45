"""A requirement: an agency owes a report of one kind for one period because a directive says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from services.reports.periods.domain import Period


@dataclass(frozen=True, kw_only=True)
class Owing:
    """An agency of a chunk that owes the report."""

    agency_id: str
    binding: str | None


@dataclass(frozen=True, kw_only=True)
class ReportRequired:
    """The action recipients of a chunk owe a report."""

    TYPE: ClassVar[str] = "report-required.v1"
    directive_id: str
    chunk: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    template: str
    period_id: str
    report_to_id: str | None
    due_on: dt.date | None
    timely_until: dt.date | None
    calendar_version: int | None
    agencies: tuple[Owing, ...]
    sequence: int = 1

    @property
    def subject(self) -> str:
        """A chunk's report of a period is a subject of its own."""
        return f"{self.directive_id}:{self.chunk}:{self.template}:{self.period_id}"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What an agency owes; `submission_*` say how far it is.

    Where the parties stand in the tree is kept for who may look (`paths`) and for the counters
    (`agency_path`); it is no part of the version, since nobody's step made it.
    """

    id: str
    version: int
    directive_id: str
    symbol: str
    template: str
    period_id: str
    agency_id: str
    issuer_id: str
    report_to_id: str | None
    binding: str | None
    campaign_id: str | None
    issued_on: dt.date
    status: str
    submission_id: str | None
    submission_status: str | None
    first_submitted_on: dt.date | None
    parties: tuple[str, ...]
    paths: tuple[str, ...]
    agency_path: tuple[str, ...]
    created_at: dt.datetime
    created_by: str

    def answered_by(self, submission_id: str, status: str, first_submitted_on: dt.date | None) -> Self:
        """Note how far the report is that answers it."""
        return replace(
            self,
            version=self.version + 1,
            submission_id=submission_id,
            submission_status=status,
            first_submitted_on=first_submitted_on,
        )

    def standing_under(self, path: tuple[str, ...]) -> Self:
        """Return it as it is once the agency stands under `path`."""
        return replace(self, agency_path=path)

    @property
    def counted_on(self) -> dt.date | None:
        """The day the report counts for, None while none stands; mending a returned one makes none late."""
        standing = self.submission_status in {"submitted", "accepted"}
        return self.first_submitted_on if standing else None

    def labels_on(self, today: dt.date, period: Period) -> list[str]:
        """Return what is computed for a day: `overdue` only where the report must be made, or `late`."""
        if self.counted_on is not None:
            return ["late"] if period.is_late(self.counted_on) else []
        return ["overdue"] if self.binding == "assigned" and period.is_late(today) else []


def requirement_id(directive_id: str, agency_id: str, template: str, period: str) -> str:
    """Name the one requirement of an agency (events.md §2)."""
    return f"{directive_id}:{agency_id}:{template}:{period}"
