"""Exemplars as stored."""

from __future__ import annotations

from pymongo import IndexModel

from services.awards.exemplars.domain import Exemplar
from services.awards.store import Shelf

EXEMPLARS = Shelf("exemplars", Exemplar, filters=("campaign_id", "council_id", "agency_id", "status"))
INDEXES: dict[str, list[IndexModel]] = {"exemplars": EXEMPLARS.indexes()}
