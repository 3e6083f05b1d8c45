"""The menu on every page, and alone for who polls it."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from chassis.identity import current, requires
from services.portal.pages.language import chosen
from services.portal.rooms.menu.places import Place, counts, open_places

blueprint = Blueprint("menu", __name__)


@blueprint.get("/menu")
@requires()
def alone() -> Response:
    """Show the menu as it stands for a page (`at` is its endpoint); 304 while nothing has changed."""
    told = menu(request.args.get("at", ""))
    made = make_response(render_template("menu.html", menu=told))
    made.set_etag(told["etag"])
    made.make_conditional(request)
    return made


def menu(at: str) -> dict[str, Any]:
    """Return what the menu shows on the page of an endpoint."""
    places = open_places()
    told = counts(places, current().actor)
    shown = [_shown(place, at, told.get(place.endpoint, "")) for place in places]
    seen = repr((chosen(), [(one["endpoint"], one["here"], one["count"]) for one in shown]))
    return {"at": at, "places": shown, "etag": hashlib.sha256(seen.encode()).hexdigest()[:16]}


def _shown(place: Place, at: str, count: str) -> dict[str, Any]:
    room = place.endpoint.partition(".")[0]
    inside = "true" if at.partition(".")[0] in {room, place.beside} - {""} else ""
    here = "page" if at == place.endpoint else inside
    known = {"endpoint": place.endpoint, "name": place.name, "counted": place.counted}
    return {**known, "here": here, "count": count}
