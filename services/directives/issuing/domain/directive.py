"""A directive: an outgoing document from draft to issued, and the rules of each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from services.directives.issuing.domain import checks
from services.directives.issuing.domain.audience import in_chunks
from services.directives.issuing.domain.content import digest
from services.directives.issuing.domain.events import (
    DirectiveDispatched,
    DirectiveDraftDiscarded,
    DirectiveIssued,
    dispatched_event,
    issued_event,
    refuse_too_large,
)
from services.directives.issuing.domain.parts import (
    Campaign,
    Clause,
    Flag,
    Line,
    Origin,
    Recipient,
    Reference,
    Reporting,
    Returned,
    Signer,
    Window,
)
from services.directives.issuing.domain.refused import Refused
from services.directives.issuing.domain.symbols import symbol_of

STATUSES = ("draft", "in-review", "discarded", "signed", "issued")
UNSIGNED, OPEN_WINDOW = Signer(), Window()
# The author of a draft that an event has made, until a person takes it up.
NOBODY = "system"


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The recipients as expanded over one state of the agency tree, named by `version`."""

    version: str
    recipients: Sequence[Recipient]

    @property
    def counts(self) -> dict[str, Any]:
        """Return what the directive keeps of its audience."""
        return {
            "audience_version": self.version,
            "recipient_count": len(self.recipients),
            "chunk_count": len(in_chunks(self.recipients)),
        }


@dataclass(frozen=True, kw_only=True)
class Signing:
    """The act of signing: the legal date and the audience frozen with it."""

    signed_on: dt.date
    backdated: bool
    audience: Audience


@dataclass(frozen=True, kw_only=True)
class Issuing:
    """The act of issuing: number and book, the legal date, the last day in time and the frozen audience."""

    book: str
    number: int
    issued_on: dt.date
    backdated: bool
    last_day_in_time: dt.date
    audience: Audience


@dataclass(frozen=True, kw_only=True)
class Discarding:
    """The act of giving a draft up."""

    officer_id: str
    is_leader: bool
    reason_code: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class Directive:
    """An outgoing document; each step returns the next version of it."""

    id: str
    version: int
    agency_id: str
    type: str
    author_id: str
    created_at: dt.datetime
    created_by: str
    issuer_path: tuple[str, ...] = ()
    status: str = "draft"
    book: str | None = None
    year: int | None = None
    number: int | None = None
    notation: str | None = None
    symbol: str | None = None
    subject: str | None = None
    public: bool = False
    signed_on: dt.date | None = None
    issued_on: dt.date | None = None
    backdated: bool = False
    place: str | None = None
    urgency: str = "normal"
    secrecy: str = "none"
    language: str | None = None
    pages: int | None = None
    copies: int | None = None
    due_on: dt.date | None = None
    drafter_mark: str | None = None
    drafting_unit: str | None = None
    signer: Signer = UNSIGNED
    refs: tuple[Reference, ...] = ()
    clauses: tuple[Clause, ...] = ()
    window: Window = OPEN_WINDOW
    reporting: tuple[Reporting, ...] = ()
    recipients: tuple[Line, ...] = ()
    copy_to: tuple[Line, ...] = ()
    archive: str | None = None
    recipient_count: int = 0
    chunk_count: int = 0
    audience_version: str | None = None
    implements_id: str | None = None
    campaign_id: str | None = None
    campaign: Campaign | None = None
    origin: Origin | None = None
    flags: tuple[Flag, ...] = ()
    returned: Returned | None = None
    content_sha256: str | None = None

    @property
    def lines(self) -> list[tuple[str, Line]]:
        """Return every address line with the pointer that names it."""
        sides = (("recipients", self.recipients), ("copy_to", self.copy_to))
        return [(f"/{side}/{i}", line) for side, lines in sides for i, line in enumerate(lines)]

    def edit(self, officer_id: str, changes: Mapping[str, Any]) -> Self:
        """Change a draft: its author only, and nothing after it was handed in."""
        self._require("draft")
        return self._next(author_id=self._author(officer_id), **changes)

    def submit(self, officer_id: str, recipients: Sequence[Recipient]) -> Self:
        """Hand a complete draft in for review; a body with a duty that no line addresses is flagged."""
        self._require("draft")
        author_id = self._author(officer_id)
        checks.refuse_incomplete(self)
        refuse_too_large(self)
        flags = checks.unaddressed(self.clauses, recipients)
        return self._next(status="in-review", author_id=author_id, flags=flags, returned=None)

    def send_back(self, returned: Returned) -> Self:
        """Return a document in review to its author, who reads why until it is handed in again."""
        self._require("in-review")
        return self._next(status="draft", returned=returned)

    def sign(self, officer_id: str, signing: Signing) -> Self:
        """Sign: never by the author, only when every line is resolved and every duty has its binding."""
        self._require("in-review")
        if officer_id == self.author_id:
            raise Refused("maker-is-checker")
        checks.refuse_unresolved(self.lines)
        checks.refuse_unbound(self.clauses)
        flags = self.flags + ((Flag(code="backdated"),) if signing.backdated else ())
        return self._next(
            status="signed",
            signed_on=signing.signed_on,
            backdated=signing.backdated,
            flags=flags,
            **signing.audience.counts,
        )

    def issue(self, issuing: Issuing) -> tuple[Self, list[DirectiveIssued | DirectiveDispatched]]:
        """Number the signed document and let it out; what is late or missing is only flagged."""
        self.refuse_issue_on(issuing.issued_on)
        notation = self.notation or ""
        numbered = self._next(
            status="issued",
            book=issuing.book,
            year=issuing.issued_on.year,
            number=issuing.number,
            symbol=symbol_of(issuing.number, notation),
            issued_on=issuing.issued_on,
            backdated=self.backdated or issuing.backdated,
            flags=checks.merged(self.flags, checks.at_issue(self, issuing)),
            **issuing.audience.counts,
        )
        issued = replace(numbered, content_sha256=digest(numbered))
        chunks = in_chunks(issuing.audience.recipients)
        dispatched = [dispatched_event(issued, i, chunk) for i, chunk in enumerate(chunks, 1)]
        return issued, [issued_event(issued), *dispatched]

    def refuse_issue_on(self, day: dt.date) -> None:
        """Refuse to issue what is not signed, or before the day it was signed."""
        self._require("signed")
        if self.signed_on is None or day < self.signed_on:
            raise Refused("issued-before-signed", "/issued_on", signed_on=str(self.signed_on))

    def discard(self, by: Discarding) -> tuple[Self, list[DirectiveDraftDiscarded]]:
        """Give a draft up, by its author or a leader; no number was taken."""
        self._require("draft", "in-review")
        if by.officer_id != self.author_id and not by.is_leader:
            raise Refused("not-the-author")
        discarded = self._next(status="discarded")
        event = DirectiveDraftDiscarded(
            directive_id=self.id,
            sequence=discarded.version,
            agency_id=self.agency_id,
            occurred_on=by.on,
            campaign_id=self.campaign_id,
            origin=self.origin,
            reason_code=by.reason_code,
        )
        return discarded, [event]

    def _next(self, **changes: Any) -> Self:
        return replace(self, version=self.version + 1, **changes)

    def _require(self, *statuses: str) -> None:
        if self.status not in statuses:
            raise Refused("invalid-state", None, status=self.status)

    def _author(self, officer_id: str) -> str:
        """Return who works on the draft: its author, or whoever takes up one that nobody has written."""
        if self.author_id not in (officer_id, NOBODY):
            raise Refused("not-the-author")
        return officer_id
