"""Books: a register of one agency, for a set of document types and a year; only ever counted up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

INCOMING = "incoming"


@dataclass(frozen=True, kw_only=True)
class Book:
    """A register, opened once with the last number used on paper."""

    id: str
    version: int
    agency_id: str
    code: str
    year: int
    document_types: tuple[str, ...]
    last_number: int
    opened_by: str
    opened_on: dt.date
    created_at: dt.datetime
    created_by: str

    @property
    def takes_arrivals(self) -> bool:
        """Tell whether the book counts documents in: it takes no types of documents out."""
        return not self.document_types


def book_id(agency_id: str, code: str, year: int) -> str:
    """Name the one book an agency may open under a code in a year."""
    return f"{agency_id}:{code}:{year}"
