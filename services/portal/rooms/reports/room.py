"""What the pages of the room share: its blueprint, and what they ask of reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint

from chassis.app import database
from chassis.context import Actor
from chassis.identity import current
from services.portal.calls.client import read
from services.portal.journeys.store.reading import names, symbols
from services.portal.rooms.reports import labels

blueprint = Blueprint("reports", __name__, template_folder="templates")
blueprint.context_processor(lambda: {"words": labels})
SERVICE = "reports"
# The longest page of a list that a service gives.
MOST = 100
Row = dict[str, Any]


def dated(row: Mapping[str, Any]) -> Row:
    """Return a row with its last day in time as a day, and whether a report stands for it."""
    timely = row["timely_until"]
    standing = row["submission_status"] in ("submitted", "accepted")
    return {**row, "timely_until": date.fromisoformat(timely) if timely else None, "standing": standing}


def about(owed: Row) -> Row:
    """Return what a page says of a report that is owed: its period, its parties, its document."""
    tx, ctx = database().reading(), current()
    return {
        "owed": dated(owed),
        "period": read(SERVICE, "periods", owed["period_id"]).body,
        "known": names(tx, (owed["agency_id"], owed["report_to_id"], owed["issuer_id"])),
        "symbols": symbols(tx, ctx, [owed["directive_id"]]),
        "today": ctx.today,
    }


def written_in(report: Row) -> Row:
    """Return the parts of the form a report is written in, and by code what is written in them."""
    parts = form_of(report["template_id"])["sections"]
    return {"parts": parts, "stored": {section["code"]: section for section in report["sections"]}}


def form_of(template_id: str) -> Row:
    """Return a dated form; without sections while nobody knows it."""
    cursor: str | None = ""
    while cursor is not None:
        found = read(SERVICE, "templates", limit=MOST, cursor=cursor).body
        for one in found["items"]:
            if one["id"] == template_id:
                return dict(one)
        cursor = found["next_cursor"]
    return {"id": template_id, "sections": []}


def signs(report: Row, actor: Actor) -> bool:
    """Tell whether to show the form to hand in: to a leader of the agency who has written no part of it."""
    waits = report["status"] == "draft" and report["agency_id"] == actor.agency_id
    return waits and "leader" in actor.roles and actor.officer_id not in report["author_ids"]
