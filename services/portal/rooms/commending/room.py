"""What the pages of commending share: what they ask of awards, and of other rooms' doors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, make_response, request, url_for
from marshmallow import fields

from chassis.app import database
from chassis.identity import current
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Form, sent_back
from services.portal.calls.parts import Part, part
from services.portal.journeys.store.reading import names, symbols
from services.portal.pages.asked import PageArgs, asked, paging
from services.portal.pages.bearing import see_other
from services.portal.rooms.commending import labels

blueprint = Blueprint("commending", __name__, template_folder="templates")
SERVICE = "awards"
# Most that the API gives at once, and how often it is asked for more.
MOST, PAGES = 100, 5
# Whose seat may write a dossier of its agency.
WRITERS = frozenset({"officer", "award-secretary"})
Row = dict[str, Any]


class StatusArgs(PageArgs):
    """Which part of a list to show; awards knows the states."""

    status = fields.String(load_default="")


class AwardArgs(StatusArgs):
    """Which awards to show: also those of one decision."""

    decision_id = fields.String(load_default="")


def door(endpoint: str, **argument: Any) -> str | None:
    """Return the address of a page of another room; nothing while that room is not there."""
    return url_for(endpoint, **argument) if endpoint in current_app.view_functions else None


blueprint.context_processor(lambda: {"words": labels, "door": door})


def listing(path: str, args: type[StatusArgs] = StatusArgs) -> Row:
    """Return a list of awards as the address asks for it, with what its page needs beside the rows."""
    told = asked(args)
    chosen = {name: value for name, value in told.items() if value and name != "cursor"}
    found = part(partial(read, SERVICE, path, **chosen, **paging(told)))
    return {"found": found, "rows": rows(found), "chosen": chosen, "further": bool(told["cursor"])}


def rows(found: Part[Found]) -> list[Row]:
    """Return the rows of a list; none while its service is away."""
    return found.shown.body["items"] if found.shown else []


def whole(path: str, **wanted: str) -> list[Row]:
    """Return the rows of a list that may be longer than one answer."""
    told: list[Row] = []
    cursor = None
    for _ in range(PAGES):
        body = read(SERVICE, path, limit=MOST, cursor=cursor, **wanted).body
        told += body["items"]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    return told


def known_as(found: Iterable[Row], *parties: str) -> dict[str, str]:
    """Return the names of the agencies that rows name under these fields."""
    return names(database().reading(), [row[party] for row in found for party in parties])


def called(campaign_ids: Iterable[str | None]) -> dict[str, str]:
    """Return number and notation of the plans, by id, whose journey the reader may open."""
    return symbols(database().reading(), current(), campaign_ids)


def citable(campaign_id: str = "") -> list[Row]:
    """Return the accepted reports that the reader's agency may cite, each with what asked for it."""
    found = whole("evidence", agency_id=current().actor.agency_id, campaign_id=campaign_id)
    symbol = called(one["directive_id"] for one in found)
    return [one | {"symbol": symbol.get(one["directive_id"])} for one in found]


def cited(by: Row) -> list[Row]:
    """Return what the reader may know of the reports that something cites: of some only that they are."""
    theirs = whole("evidence", campaign_id=by["campaign_id"], agency_id=by["agency_id"])
    known = {one["id"]: one for one in theirs}
    found = [known.get(id, {"id": id, "directive_id": None}) for id in by["evidence"]]
    symbol = called(one["directive_id"] for one in found)
    return [one | {"symbol": symbol.get(one["directive_id"])} for one in found]


def in_force(campaign_id: str) -> Row | None:
    """Return the criteria a campaign is measured by now; nothing before any were published."""
    found = read(SERVICE, "criteria-sets", campaign_id=campaign_id, status="published", limit=1)
    return next(iter(found.body["items"]), None)


def today_in(name: str, version: str) -> Form:
    """Return the form of a step that asks for its day."""
    return Form({name: current().today.isoformat()}, version=version)


def step(
    path: tuple[str, ...], body: Row, again: Callable[[Form], str], then: Callable[[Row], str], **how: str
) -> Response:
    """Take a step as a form asks for it and lead on; or show its page again with what awards says to it."""
    try:
        taken = send(SERVICE, *path, body=body, form=request.form, **how)
    except Rejected as refused:
        return make_response(again(sent_back(request.form, refused)), refused.status)
    return see_other(then(taken.body))
