"""What nominations rest on: accepted reports, and the directives whose campaign they answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number of an accepted report."""

    code: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """An accepted report; its id is the submission's."""

    id: str
    agency_id: str
    directive_id: str
    campaign_id: str | None
    template: str
    period_id: str
    accepted_on: dt.date
    figures: tuple[Figure, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """The directive that launched a campaign; its id is the campaign's."""

    id: str
    symbol: str
    issuer_id: str


def reporting_agency(requirement_id: str, directive_id: str) -> str:
    """Return who handed a report in, which the id of its requirement tells: `<directive>:<agency>:…`."""
    return requirement_id.removeprefix(f"{directive_id}:").partition(":")[0]
