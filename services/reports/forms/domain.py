"""A host report as dated data: its sections, its figures, the days it covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.reports.domain import Refused


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number a section may carry."""

    code: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a report; a shared one is entered once and stands in every report that asks for it."""

    code: str
    title: str
    compulsory: bool
    shared: bool = False
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """A day of the year, in the year of the period or `year` years from it."""

    year: int
    day: str

    def in_year(self, year: int) -> dt.date:
        """Return the day for a period's year."""
        return dt.date.fromisoformat(f"{year + self.year}-{self.day}")


@dataclass(frozen=True, kw_only=True)
class Cutoff:
    """The first and the last day whose facts a report covers."""

    start: Boundary
    end: Boundary


@dataclass(frozen=True, kw_only=True)
class Template:
    """A form of a report, valid between two days."""

    id: str
    version: int
    code: str
    name: str
    host_kind: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    cutoff: Cutoff
    sections: tuple[Section, ...]
    created_at: dt.datetime
    created_by: str

    def refuse_faulty(self) -> None:
        """Refuse a form that names a part twice, or that ends before it begins."""
        _refuse_repeated([section.code for section in self.sections], "/sections")
        for i, section in enumerate(self.sections):
            _refuse_repeated([figure.code for figure in section.figures], f"/sections/{i}/figures")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Refused("ends-before-begin", "/valid_to")
        if self.cutoff.end.in_year(self.valid_from.year) < self.cutoff.start.in_year(self.valid_from.year):
            raise Refused("ends-before-begin", "/cutoff/end")

    def section(self, code: str) -> Section | None:
        """Return the section with a code, None when the form has none."""
        return next((section for section in self.sections if section.code == code), None)


def template_id(code: str, valid_from: dt.date) -> str:
    """Name the one form of a code that begins on a day."""
    return f"{code}:{valid_from.isoformat()}"


def _refuse_repeated(codes: Sequence[str], pointer: str) -> None:
    for i, code in enumerate(codes):
        if code in codes[:i]:
            raise Refused("part-twice", f"{pointer}/{i}/code", part=code)
