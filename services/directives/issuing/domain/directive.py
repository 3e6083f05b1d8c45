"""A directive: an outgoing document from draft to issued, and the rules of each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from services.directives.issuing.domain.parts import (
    Campaign,
    Clause,
    Flag,
    Line,
    Origin,
    Recipient,
    Reference,
    Reporting,
    Signer,
    Window,
)
from services.directives.issuing.domain.refused import Refused


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
    signer: Signer = Signer()
    refs: tuple[Reference, ...] = ()
    clauses: tuple[Clause, ...] = ()
    window: Window = Window()
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
    content_sha256: str | None = None

    @property
    def lines(self) -> list[tuple[str, Line]]:
        """Return every address line with the pointer that names it."""
        sides = (("recipients", self.recipients), ("copy_to", self.copy_to))
        return [(f"/{side}/{i}", line) for side, lines in sides for i, line in enumerate(lines)]
