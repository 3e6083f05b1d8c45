"""The forms as stored: one document per code and first day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pymongo import DESCENDING, IndexModel

from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.reports.forms.domain import Template

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
