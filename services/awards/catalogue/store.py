"""The catalogue as stored: loaded from the files beside it, asked for by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pymongo import DESCENDING, IndexModel, UpdateOne
from pymongo.database import Database

from chassis.documents import aggregate_of, plain
from chassis.errors import Refusal
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.awards.catalogue.domain import AwardForm, Law

FILES = Path(__file__).parent
INDEXES: dict[str, list[IndexModel]] = {
    "award_forms": [IndexModel([("code", 1), ("valid_from", DESCENDING)], name="in_force")],
    "laws": [],
}


def load(db: Database[dict[str, Any]]) -> None:
    """Add the forms and laws that are not there; one that is there is never changed."""
    for collection, name in (("award_forms", "code"), ("laws", "version")):
        kept = {"created_at": datetime.now(UTC), "created_by": "system"}
        rows = [_document(entry, entry[name]) | kept for entry in _table(collection)]
        _add_missing(db, collection, rows)


def _table(collection: str) -> list[dict[str, Any]]:
    file = FILES / {"award_forms": "forms.yaml", "laws": "laws.yaml"}[collection]
    return list(yaml.safe_load(file.read_text(encoding="utf-8")))


def _document(entry: Mapping[str, Any], name: str) -> dict[str, Any]:
    dated = {field: plain(entry[field]) for field in ("valid_from", "valid_to")}
    return {"_id": f"{name}:{dated['valid_from']}", "version": 1, **entry, **dated}


def _add_missing(db: Database[dict[str, Any]], collection: str, rows: list[dict[str, Any]]) -> None:
    upserts = [UpdateOne({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True) for row in rows]
    db[collection].bulk_write(upserts)


def form_on(tx: Tx, code: str, day: dt.date) -> AwardForm | None:
    """Return the form of a code in force on a day."""
    found = _in_force(tx, "award_forms", day, {"code": {"$eq": code}})
    return aggregate_of(AwardForm, found) if found else None


def law_on(tx: Tx, day: dt.date) -> Law:
    """Return the law in force on a day; raises Refusal `law-missing` for a day before all of them."""
    found = _in_force(tx, "laws", day, {})
    if found is None:
        raise Refusal("law-missing", None, day=str(day))
    law: Law = aggregate_of(Law, found)
    return law


def _in_force(tx: Tx, collection: str, day: dt.date, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
    on = day.isoformat()
    still = {"$or": [{"valid_to": None}, {"valid_to": {"$gte": on}}]}
    newest = [("valid_from", DESCENDING)]
    found: dict[str, Any] | None = tx.db[collection].find_one(
        {**wanted, "valid_from": {"$lte": on}, **still}, sort=newest, session=tx.session
    )
    return found


def listed(tx: Tx, asked: Mapping[str, Any]) -> Page:
    """Return a page of the forms, old ones included."""
    found = page(tx, "award_forms", {}, [("_id", 1)], limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(AwardForm, document))
