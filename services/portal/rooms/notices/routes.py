"""The pages of notices: the inbox, one notice, and the two steps an officer takes with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from marshmallow import fields, validate

from chassis.app import database
from chassis.identity import current, requires
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Form, sent_back
from services.portal.calls.parts import part
from services.portal.journeys.store.reading import names, symbols
from services.portal.pages.asked import PageArgs, asked, paging
from services.portal.pages.bearing import see_other
from services.portal.rooms.notices import labels
from services.portal.rooms.notices.doors import door

blueprint = Blueprint("notices", __name__, template_folder="templates")
blueprint.context_processor(lambda: {"words": labels})
SERVICE, PATH, DIGEST = "notifications", "notifications", "reminders"
Row = dict[str, Any]


class NoticeArgs(PageArgs):
    """Which notices to list; what waits to be read unless asked otherwise."""

    shown = fields.String(load_default="unread", validate=validate.OneOf([*labels.SHOWN]))


@blueprint.get("/notices")
@requires()
def listed() -> str:
    """List what the reader has been told, the newest first."""
    told = asked(NoticeArgs)
    unread = "true" if told["shown"] == "unread" else None
    found = part(partial(read, SERVICE, PATH, unread=unread, **paging(told)))
    rows = found.shown.body["items"] if found.shown else []
    return render_template(
        "notices/listed.html",
        found=found,
        rows=[row | {"state": _state(row)} for row in rows],
        known=names(database().reading(), (row["agency_id"] for row in rows)),
        chosen=told["shown"],
        further=bool(told["cursor"]),
    )


@blueprint.get("/notices/<notification_id>")
@requires()
def notice(notification_id: str) -> str:
    """Show a notice; showing it marks nothing."""
    found = read(SERVICE, PATH, notification_id)
    return _notice(found, Form(version=found.version))


@blueprint.post("/notices/<notification_id>/read")
@requires()
def mark_read(notification_id: str) -> Response:
    """Mark a notice as read."""
    return _step(notification_id, "read")


@blueprint.post("/notices/<notification_id>/acknowledge")
@requires()
def acknowledge(notification_id: str) -> Response:
    """Take note of a notice, and of every reminder in it."""
    return _step(notification_id, "acknowledge")


def _step(notification_id: str, step: str) -> Response:
    try:
        send(SERVICE, PATH, notification_id, step, body={}, form=request.form)
    except Rejected as refused:
        page = _notice(read(SERVICE, PATH, notification_id), sent_back(request.form, refused))
        return make_response(page, refused.status)
    return see_other(url_for("notices.notice", notification_id=notification_id))


def _notice(found: Found, form: Form) -> str:
    """Render a notice; what it links to is looked up for the position in which the reader acts."""
    one, ctx, tx = found.body, current(), database().reading()
    told = [one, *one["lines"]]
    shown = {
        "digest": one["template"] == DIGEST,
        "state": _state(one),
        "address": door(one),
        "lines": [line | {"address": door(line)} for line in one["lines"]],
        "symbols": symbols(tx, ctx, (each["directive_id"] for each in told)),
        "known": names(tx, [one["agency_id"]]),
        "elsewhere": one["agency_id"] != ctx.actor.agency_id,
    }
    return render_template("notices/notice.html", notice=one, form=form, **shown)


def _state(row: Row) -> str:
    """Say how far its reader has come with a notice."""
    if row["closed_at"]:
        return "closed"
    if row["acknowledged_at"]:
        return "acknowledged"
    return "unread" if row["unread"] else "read"
