"""Forms of commendation and the law: both are data with days of validity, never code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to a form: the type of commendation, the papers it takes, what must exist beforehand."""

    type: str
    documents: tuple[str, ...]
    needs_central_policy: bool
    needs_criteria: bool
    source: str

    @property
    def simplified(self) -> bool:
        """Tell whether the council's minutes are spared."""
        return "minutes" not in self.documents


@dataclass(frozen=True, kw_only=True)
class AwardForm:
    """A form of commendation, valid between two days: who gives it, to whom, by which routes, how soon."""

    id: str
    version: int
    code: str
    name: str
    authority_kinds: tuple[str, ...]
    authority_levels: tuple[int, ...]
    subject_kinds: tuple[str, ...]
    sla_working_days: int
    routes: tuple[Route, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    created_at: dt.datetime
    created_by: str

    def route(self, type: str) -> Route | None:
        """Return the way a type of commendation takes to this form, None when there is none."""
        return next((route for route in self.routes if route.type == type), None)


@dataclass(frozen=True, kw_only=True)
class Law:
    """The law as it stands between two days: the passage behind each rule of this service."""

    id: str
    version: str
    title: str
    valid_from: dt.date
    valid_to: dt.date | None
    rules: Mapping[str, str]

    def source(self, rule: str) -> str:
        """Return where a rule comes from, for the sentence of a refusal."""
        return self.rules[rule]
