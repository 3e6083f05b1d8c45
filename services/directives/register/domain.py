"""An incoming entry: a document taken into the register (Decree 30/2020, articles 21-22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from services.directives.issuing.domain.refused import Refused

BEFORE_ISSUE = "arrival-before-issue"
ANNOTATED_BEFORE = "annotation-before-arrival"


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A doubt about an entry; one that blocks is overridden with a reason."""

    code: str
    overridden: bool
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """The arrival stamp (dấu đến) as read from paper."""

    raw: str


@dataclass(frozen=True, kw_only=True)
class Annotation:
    """A handwritten note (bút phê); it is kept as read and moves no state."""

    raw_text: str
    target_raw: str | None = None
    dated_on: dt.date | None = None
    status: str = "raw"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What others may know of a doubt: never its reason."""

    code: str
    overridden: bool


@dataclass(frozen=True, kw_only=True)
class DocumentRegistered:
    """A document has its arrival number."""

    TYPE: ClassVar[str] = "document-registered.v1"
    incoming_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    directive_id: str | None
    book: str
    year: int
    arrival_number: int
    arrived_on: dt.date
    document_symbol: str | None
    document_date: dt.date | None
    issuer_id: str | None
    channel: str
    warnings: tuple[Told, ...]
    backdated: bool
    task_count: int

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.incoming_id


@dataclass(frozen=True, kw_only=True)
class IncomingEntry:
    """A line of the register; never edited, the number stays taken."""

    id: str
    version: int
    agency_id: str
    book: str
    year: int
    arrival_number: int
    arrived_on: dt.date
    backdated: bool
    received_at: dt.datetime
    channel: str
    directive_id: str | None
    document_symbol: str | None
    document_date: dt.date | None
    issuer: str | None
    issuer_id: str | None
    type: str | None
    subject: str | None
    due_on: dt.date | None
    note: str | None
    campaign_id: str | None
    status: str
    warnings: tuple[Warned, ...]
    stamp: Stamp | None
    annotations: tuple[Annotation, ...]
    marks: tuple[str, ...]
    created_at: dt.datetime
    created_by: str

    def registered(self, task_count: int) -> DocumentRegistered:
        """Tell that the document is in the register; dormant tasks are not counted."""
        return DocumentRegistered(
            incoming_id=self.id,
            sequence=self.version,
            agency_id=self.agency_id,
            occurred_on=self.arrived_on,
            campaign_id=self.campaign_id,
            directive_id=self.directive_id,
            book=self.book,
            year=self.year,
            arrival_number=self.arrival_number,
            arrived_on=self.arrived_on,
            document_symbol=self.document_symbol,
            document_date=self.document_date,
            issuer_id=self.issuer_id,
            channel=self.channel,
            warnings=tuple(Told(code=w.code, overridden=w.overridden) for w in self.warnings),
            backdated=self.backdated,
            task_count=task_count,
        )


def doubts(
    arrived_on: dt.date,
    document_date: dt.date | None,
    annotations: Sequence[Annotation],
    overrides: Mapping[str, str],
) -> tuple[Warned, ...]:
    """Return what is doubtful; refuse an arrival before the document's date without an override (R13)."""
    found = []
    if document_date is not None and arrived_on < document_date:
        reason = overrides.get(BEFORE_ISSUE)
        if reason is None:
            raise Refused(
                BEFORE_ISSUE,
                "/arrived_on",
                arrived_on=f"{arrived_on:%d/%m/%Y}",
                document_date=f"{document_date:%d/%m/%Y}",
            )
        found.append(Warned(code=BEFORE_ISSUE, overridden=True, reason=reason))
    if any(note.dated_on is not None and note.dated_on < arrived_on for note in annotations):
        found.append(Warned(code=ANNOTATED_BEFORE, overridden=False))
    return tuple(found)
