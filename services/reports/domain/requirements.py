"""A requirement: an agency owes a report of one kind for one period because a directive says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar, Self


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
    """What an agency owes; `submission_*` say how far it is."""

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
        """Note where the agency stands in the tree; the agencies above it may look."""
        kept = set(self.paths) - set(self.agency_path)
        paths = tuple(sorted(kept | set(path)))
        return replace(self, version=self.version + 1, agency_path=path, paths=paths)

    @property
    def counted_on(self) -> dt.date | None:
        """The day the report counts for, None while none stands; mending a returned one makes none late."""
        standing = self.submission_status in {"submitted", "accepted"}
        return self.first_submitted_on if standing else None


def requirement_id(directive_id: str, agency_id: str, template: str, period: str) -> str:
    """Name the one requirement of an agency (events.md §2)."""
    return f"{directive_id}:{agency_id}:{template}:{period}"
