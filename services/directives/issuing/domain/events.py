"""What issuing tells the world: issued, dispatched per chunk, a draft discarded (events.md §2)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeVar

from services.directives.issuing.domain.parts import (
    ANNOUNCED,
    Clause,
    Origin,
    Recipient,
    Reporting,
    Window,
)
from services.directives.issuing.domain.refused import Refused

if TYPE_CHECKING:
    from services.directives.issuing.domain.directive import Directive

T = TypeVar("T")
MAX_BYTES = 60_000
# Ids, dates and digest of the event besides its lists.
ENVELOPE_BYTES = 1_500


@dataclass(frozen=True, kw_only=True)
class AnnouncedClause:
    """What others may know of a clause: everything but its words."""

    clause_id: str
    number: str
    effect: str
    under: str | None
    kind: str | None
    binding: str | None
    wording: str | None
    category: str | None
    scope: str
    lead_ids: tuple[str, ...]
    co_ids: tuple[str, ...]
    accountable_id: str | None
    due_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class AddressedAgency:
    """An agency of a chunk."""

    agency_id: str
    purpose: str
    binding: str | None


@dataclass(frozen=True, kw_only=True)
class DirectiveIssued:
    """A directive has its number and is out; `subject` of the document only when it is public."""

    TYPE: ClassVar[str] = "directive-issued.v1"
    directive_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    symbol: str
    type: str
    document_subject: str | None = field(metadata={"name": "subject"})
    issuer_id: str
    signed_on: dt.date
    issued_on: dt.date
    urgency: str
    implements_id: str | None
    window: Window
    clauses: tuple[AnnouncedClause, ...]
    reporting: tuple[Reporting, ...]
    recipient_count: int
    chunk_count: int
    content_sha256: str
    origin: Origin | None

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.directive_id


@dataclass(frozen=True, kw_only=True)
class DirectiveDispatched:
    """At most 500 agencies are addressed; carries all that a consumer needs."""

    TYPE: ClassVar[str] = "directive-dispatched.v1"
    directive_id: str
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    chunk: int
    of: int
    symbol: str
    issuer_id: str
    issued_on: dt.date
    window: Window
    reporting: tuple[Reporting, ...]
    recipients: tuple[AddressedAgency, ...]
    sequence: int = 1

    @property
    def subject(self) -> str:
        """A chunk is a subject of its own."""
        return f"{self.directive_id}:{self.chunk}"


@dataclass(frozen=True, kw_only=True)
class DirectiveDraftDiscarded:
    """A draft was given up before it took a number."""

    TYPE: ClassVar[str] = "directive-draft-discarded.v1"
    directive_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    origin: Origin | None
    reason_code: str

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.directive_id


def announced(clauses: Sequence[Clause]) -> tuple[AnnouncedClause, ...]:
    """Return the clauses that others act upon, without their words."""
    names = AnnouncedClause.__dataclass_fields__
    return tuple(
        AnnouncedClause(**{name: getattr(clause, name) for name in names})
        for clause in clauses
        if clause.effect in ANNOUNCED
    )


def _given(value: T | None) -> T:
    if value is None:
        raise ValueError("only an issued directive is announced")
    return value


def issued_event(directive: Directive) -> DirectiveIssued:
    """Tell that a directive is issued."""
    issued_on = _given(directive.issued_on)
    return DirectiveIssued(
        directive_id=directive.id,
        sequence=directive.version,
        agency_id=directive.agency_id,
        occurred_on=issued_on,
        campaign_id=directive.campaign_id,
        symbol=_given(directive.symbol),
        type=directive.type,
        document_subject=directive.subject if directive.public else None,
        issuer_id=directive.agency_id,
        signed_on=_given(directive.signed_on),
        issued_on=issued_on,
        urgency=directive.urgency,
        implements_id=directive.implements_id,
        window=directive.window,
        clauses=announced(directive.clauses),
        reporting=directive.reporting,
        recipient_count=directive.recipient_count,
        chunk_count=directive.chunk_count,
        content_sha256=_given(directive.content_sha256),
        origin=directive.origin,
    )


def dispatched_event(
    directive: Directive, chunk: int, recipients: Sequence[Recipient]
) -> DirectiveDispatched:
    """Tell that the agencies of a chunk are addressed."""
    issued_on = _given(directive.issued_on)
    return DirectiveDispatched(
        directive_id=directive.id,
        agency_id=directive.agency_id,
        occurred_on=issued_on,
        campaign_id=directive.campaign_id,
        chunk=chunk,
        of=directive.chunk_count,
        symbol=_given(directive.symbol),
        issuer_id=directive.agency_id,
        issued_on=issued_on,
        window=directive.window,
        reporting=directive.reporting,
        recipients=tuple(
            AddressedAgency(agency_id=r.agency_id, purpose=r.purpose, binding=r.binding) for r in recipients
        ),
    )


def refuse_too_large(directive: Directive) -> None:
    """Refuse a directive whose event would not travel: it has too many clauses for one document."""
    told = {
        "clauses": [asdict(clause) for clause in announced(directive.clauses)],
        "reporting": [asdict(row) for row in directive.reporting],
        "subject": directive.subject,
    }
    size = len(json.dumps(told, default=str, ensure_ascii=False, separators=(",", ":")).encode())
    if size + ENVELOPE_BYTES > MAX_BYTES:
        raise Refused("too-many-clauses", "/clauses", count=len(directive.clauses))
