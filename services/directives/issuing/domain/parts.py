"""The parts of a directive: its lines and their targets, clauses, references, signer, window, reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DUTIES = frozenset({"task", "sub-item"})
ANNOUNCED = frozenset({"task", "sub-item", "report"})


@dataclass(frozen=True, kw_only=True)
class Target:
    """Whom a line means: one agency, or a group that a rule describes."""

    agency_id: str | None = None
    group_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """An address line as written, with whom it resolves to; a line of persons makes no dispatch."""

    line: str
    targets: tuple[Target, ...] = ()
    purpose: str | None = None
    persons: bool = False

    @property
    def unresolved(self) -> bool:
        """Tell whether a person must still say whom the line means."""
        return not self.targets and not self.persons


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A numbered part of the text and what it wants: from whom, of what kind, how binding."""

    clause_id: str
    number: str
    effect: str
    text: str
    corrected_text: str | None = None
    kind: str | None = None
    binding: str | None = None
    wording: str | None = None
    category: str | None = None
    sectors: tuple[str, ...] = ()
    scope: str = "everyone"
    lead_ids: tuple[str, ...] = ()
    co_ids: tuple[str, ...] = ()
    accountable_id: str | None = None
    open_groups: tuple[str, ...] = ()
    under: str | None = None
    due_on: dt.date | None = None

    @property
    def imposes_duty(self) -> bool:
        """Tell whether the clause becomes a task or a part of one."""
        return self.effect in DUTIES

    @property
    def bodies(self) -> tuple[str, ...]:
        """Return the agencies the clause names, each once."""
        accountable = (self.accountable_id,) if self.accountable_id else ()
        return tuple(dict.fromkeys((*self.lead_ids, *self.co_ids, *accountable)))


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A document this one cites; `resolved_id` is null until it is known which record is meant."""

    relation: str
    symbol: str | None = None
    date: dt.date | None = None
    issuer: str | None = None
    resolved_id: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs as printed; an unknown position or authority is null, never guessed."""

    position: str | None = None
    name: str | None = None
    authority: str | None = None


@dataclass(frozen=True, kw_only=True)
class Window:
    """The days the document is to be carried out, first and last included."""

    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """A report every action recipient owes, and to whom it goes."""

    template: str
    report_to_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """The emulation movement a directive launches."""

    name: str
    year: int


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The record of another service that had the draft made."""

    service: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Returned:
    """Why a document in review went back to its author, on which day and by which officer."""

    reason: str
    on: dt.date
    by: str


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Something a reader should know that never blocks; the other fields say what it is about."""

    code: str
    agency_id: str | None = None
    clause_id: str | None = None
    template: str | None = None


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """An agency that gets the document: once, with its purpose, its binding and the line that names it."""

    agency_id: str
    purpose: str
    binding: str | None
    line: str
