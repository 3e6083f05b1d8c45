"""The page of a set of criteria: what a campaign is measured by."""

from __future__ import annotations

from flask import render_template

from chassis.identity import requires
from services.portal.calls.client import read
from services.portal.rooms.commending import room
from services.portal.rooms.commending.room import SERVICE, blueprint


@blueprint.get("/criteria-sets/<criteria_set_id>")
@requires()
def criteria_set(criteria_set_id: str) -> str:
    """Show a set of criteria with its weights and what guards them."""
    one = read(SERVICE, "criteria-sets", criteria_set_id).body
    shown = {
        "known": room.known_as([one], "agency_id", "issuer_id"),
        "symbols": room.called([one["campaign_id"]]),
    }
    return render_template("commending/criteria_set.html", criteria=one, **shown)
