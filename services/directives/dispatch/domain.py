"""A dispatch: a directive as it lies with one recipient, until that recipient takes it in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from services.directives.issuing.domain.refused import Refused

# The status numbers of the exchange between agencies (domain.md §3.3).
CODES = {"arrived": "01", "accepted": "03"}
ACTION = "action"


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """What sender and receiver know of one directive at one agency."""

    id: str
    version: int
    directive_id: str
    issuer_id: str
    agency_id: str
    purpose: str
    binding: str | None
    status: str
    code: str
    symbol: str
    type: str | None
    subject: str | None
    issued_on: dt.date
    campaign_id: str | None
    parties: tuple[str, ...]
    paths: tuple[str, ...]
    arrived_at: dt.datetime
    created_at: dt.datetime
    created_by: str

    def accept(self) -> Self:
        """Take the document in; what has been taken in cannot be taken in again."""
        if self.status != "arrived":
            raise Refused("invalid-state", None, status=self.status)
        return replace(self, version=self.version + 1, status="accepted", code=CODES["accepted"])


@dataclass(frozen=True, kw_only=True)
class DocumentsArrived:
    """A directive lies with the agencies of one chunk."""

    TYPE: ClassVar[str] = "documents-arrived.v1"
    directive_id: str
    chunk: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    issuer_id: str
    agency_ids: tuple[str, ...]
    sequence: int = 1

    @property
    def subject(self) -> str:
        """The arrival of a chunk is a subject of its own."""
        return f"{self.directive_id}:{self.chunk}:arrived"


def dispatch_id(directive_id: str, agency_id: str) -> str:
    """Name the one dispatch of a directive to an agency."""
    return f"{directive_id}:{agency_id}"
