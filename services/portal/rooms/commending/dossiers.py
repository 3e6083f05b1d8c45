"""What a nomination holds, as its form shows it and as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chassis.app import database
from chassis.identity import current
from services.portal.calls.client import Found, read
from services.portal.calls.forms import Filled, Form, body_of, form_of
from services.portal.pages import labels
from services.portal.recognition import store as bodies
from services.portal.rooms.commending import room
from services.portal.rooms.commending.room import SERVICE, Row

# What a dossier that leaves it out does not have.
ABSENT: Mapping[str, Any] = {"evidence": [], "docs": {}, "gate_ref": None, "confidential": False}
FIELDS = (
    "type", "form", "authority_id", "evidence:list", "docs.proposal", "docs.achievement_report",
    "docs.minutes", "gate_ref.symbol", "gate_ref.issued_on", "gate_ref.issuer", "violation_concluded:answer",
    "confidential:yes",
)  # fmt: skip


def dossier_of(filled: Filled) -> Row:
    """Return the whole dossier as filled in: what is empty or not ticked is not part of it."""
    body = {**ABSENT, **body_of(filled)}
    body["scores"] = [score for score in body.get("scores", []) if "points" in score]
    return body


def beside(form: Form, filled: Filled) -> Form:
    """Return a form sent back, what is wrong with points beside their criterion.

    A criterion without points is not sent, so the number by which awards names a score is not the row's.
    """
    rows = body_of(filled).get("scores", [])
    given = [f"scores.{at}.points" for at, score in enumerate(rows) if "points" in score]
    field_of = {f"scores.{at}": field for at, field in enumerate(given)}
    told = {field_of.get(".".join(at.split(".")[:2]), at): sentence for at, sentence in form.errors.items()}
    return replace(form, errors=told)


def choices(campaign_id: str, criteria: Row | None) -> Row:
    """Return what the form of a dossier lets its reader choose from."""
    found = forms()
    types = {route["type"] for form in found for route in form["routes"]}
    return {
        "reports": room.citable(campaign_id),
        "criteria": criteria,
        "catalogue": found,
        "types": {code: words for code, words in labels.AWARD_TYPES.items() if code in types},
        "kinds": {form["code"]: form["name"] for form in found},
        "authorities": bodies.above(database().reading(), current().actor.agency_id),
        "fields": [*FIELDS, *(f"scores.{at}.points" for at in range(len(_measures(criteria))))],
    }


def forms() -> list[Row]:
    """Return the forms of commendation that are in force today."""
    today = current().today
    return [
        form
        for form in room.whole("award-forms")
        if date.fromisoformat(form["valid_from"]) <= today
        and (form["valid_to"] is None or today <= date.fromisoformat(form["valid_to"]))
    ]


def pinned(nomination: Row) -> Row | None:
    """Return the criteria a nomination was begun under; nothing when there were none."""
    id = nomination["criteria_set_id"]
    return read(SERVICE, "criteria-sets", id).body if id else None


def as_written(found: Found, criteria: Row | None) -> Any:
    """Return the form of a draft as it stands, its points beside the criteria they are given under."""
    given = {score["code"]: score["points"] for score in found.body["scores"]}
    points = {f"scores.{at}.points": given.get(one["code"], "") for at, one in enumerate(_measures(criteria))}
    return form_of(found, **points)


def route_of(nomination: Row, catalogue: list[Row]) -> Row | None:
    """Return what its form asks of a nomination of its type; nothing when there is no such way."""
    routes = (route for form in catalogue if form["code"] == nomination["form"] for route in form["routes"])
    return next((route for route in routes if route["type"] == nomination["type"]), None)


def _measures(criteria: Row | None) -> list[Row]:
    return criteria["criteria"] if criteria else []
