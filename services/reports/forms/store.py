"""The forms as stored: one document per code and first day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from pymongo import DESCENDING, IndexModel, UpdateOne
from pymongo.database import Database

from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.reports.forms.domain import Template

# The forms a new installation begins with, dated and with their legal source.
FILE = Path(__file__).with_name("templates.yaml")
MOVEMENT = "movement"
INDEXES = {"templates": [IndexModel([("code", 1), ("valid_from", DESCENDING)], name="in_force")]}


def by_id(tx: Tx, template_id: str) -> Template | None:
    """Return a form."""
    found: dict[str, Any] | None = tx.db["templates"].find_one({"_id": template_id}, session=tx.session)
    return aggregate_of(Template, found) if found else None


def in_force(tx: Tx, code: str, first: dt.date, last: dt.date) -> Template | None:
    """Return the newest form of a code that was in force on some day of a span."""
    still = {"$or": [{"valid_to": None}, {"valid_to": {"$gte": first.isoformat()}}]}
    wanted: dict[str, Any] = {"code": {"$eq": code}, "valid_from": {"$lte": last.isoformat()}, **still}
    newest = [("valid_from", DESCENDING)]
    found = tx.db["templates"].find_one(wanted, sort=newest, session=tx.session)
    return aggregate_of(Template, found) if found else None


def listed(tx: Tx, asked: dict[str, Any]) -> Page:
    """Return a page of the forms, old ones included."""
    found = page(tx, "templates", {}, [("_id", 1)], limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Template, document))


def add(tx: Tx, form: Template) -> None:
    """Keep a new form."""
    tx.insert("templates", document_of(form))


def load_forms(db: Database[dict[str, Any]]) -> None:
    """Add the forms that are not there; one that is there is never changed."""
    known = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    shared = [section | {"shared": True} for section in known[MOVEMENT]]
    rows = [_document(form, shared) for form in known["forms"]]
    db["templates"].bulk_write([UpdateOne({"_id": r["_id"]}, {"$setOnInsert": r}, upsert=True) for r in rows])


def _document(form: dict[str, Any], shared: list[dict[str, Any]]) -> dict[str, Any]:
    first = form["valid_from"].isoformat()
    named = [part for one in form["sections"] for part in (shared if one == MOVEMENT else [one])]
    sections = [{"compulsory": False, "shared": False, "figures": [], **section} for section in named]
    made = {"version": 1, "created_at": dt.datetime.now(dt.UTC), "created_by": "system"}
    dated = {"_id": f"{form['code']}:{first}", "valid_from": first, "sections": sections}
    return form | made | dated
