"""The forms a new installation begins with: `templates.yaml`, dated and with their legal source."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pymongo import UpdateOne
from pymongo.database import Database

FILE = Path(__file__).with_name("templates.yaml")


def load_forms(db: Database[dict[str, Any]]) -> None:
    """Add the forms that are not there; one that is there is never changed."""
    rows = [_document(form) for form in yaml.safe_load(FILE.read_text(encoding="utf-8"))["forms"]]
    db["templates"].bulk_write([UpdateOne({"_id": r["_id"]}, {"$setOnInsert": r}, upsert=True) for r in rows])


def _document(form: dict[str, Any]) -> dict[str, Any]:
    first = form["valid_from"].isoformat()
    sections = [{"shared": False, "figures": [], **section} for section in form["sections"]]
    made = {"version": 1, "created_at": datetime.now(UTC), "created_by": "system"}
    dated = {"_id": f"{form['code']}:{first}", "valid_from": first, "sections": sections}
    return form | made | dated
