"""Decisions as stored."""

from __future__ import annotations

from pymongo import IndexModel

from services.awards.decisions.domain import Decision
from services.awards.store import Shelf

DECISIONS = Shelf("decisions", Decision, filters=("campaign_id", "status"))
INDEXES: dict[str, list[IndexModel]] = {"decisions": DECISIONS.indexes()}
