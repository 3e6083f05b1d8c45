"""When reports are due: the periods, one of them, and how complete it is, branch by branch."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from marshmallow import fields, validate

from chassis.app import database
from chassis.identity import current, requires
from chassis.schemas import Schema, Text
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Filled, Form, body_of, sent_back
from services.portal.calls.parts import part
from services.portal.journeys.store.reading import agencies_named, names
from services.portal.pages.asked import PageArgs, asked
from services.portal.pages.bearing import see_other
from services.portal.rooms.reports import labels
from services.portal.rooms.reports.branches import completeness
from services.portal.rooms.reports.room import MOST, SERVICE, Row, blueprint

CANDIDATES = 50
RECEIVER, FIND = "receiver", "find"
FIELDS = ("due_on", "lock_on", "reason_code", "set_on", "agency_id")


class PeriodArgs(PageArgs):
    """Which periods to list: whose, and of which form."""

    whose = fields.String(load_default="", validate=validate.OneOf([*labels.WHOSE]))
    template = fields.String(load_default="", validate=validate.Length(max=60))


class BranchArgs(Schema):
    """What to show of a period: of which document, of which branch; how the receiver's name begins."""

    directive_id = fields.String(load_default="", validate=validate.Length(max=200))
    under = fields.String(load_default="", validate=validate.Length(max=200))
    find = Text(load_default="", max=64)


@blueprint.get("/periods")
@requires()
def periods() -> str:
    """List the periods, those first for which somebody has yet to say something."""
    told, own = asked(PeriodArgs), current().actor.agency_id
    whose = {"received": {"owner_id": own}, "asked": {"issuer_id": own}}.get(told["whose"], {})
    wanted = {**whose, "template": told["template"], "limit": MOST, "cursor": told["cursor"]}
    found = part(partial(read, SERVICE, "periods", **wanted))
    rows = sorted(found.shown.body["items"] if found.shown else [], key=_urgency)
    return render_template(
        "reports/periods.html",
        found=found,
        rows=rows,
        chosen={name: told[name] for name in ("whose", "template") if told[name]},
        further=bool(told["cursor"]),
        known=names(database().reading(), (id for row in rows for id in (row["owner_id"], row["issuer_id"]))),
    )


@blueprint.get("/periods/<period_id>")
@requires()
def period(period_id: str) -> str:
    """Show when reports are due, who sets that, and how complete they are."""
    found = read(SERVICE, "periods", period_id)
    return _period(found, _as_it_stands(found))


@blueprint.post("/periods/<period_id>/due")
@requires()
def set_due(period_id: str) -> Response:
    """Set or move the day a period is due."""
    return _put(period_id, (), body_of(request.form))


@blueprint.post("/periods/<period_id>/receiver")
@requires()
def name_receiver(period_id: str) -> Response:
    """Say who gets the reports."""
    return _put(period_id, (RECEIVER,), {"agency_id": request.form.get("agency_id", "")})


def _put(period_id: str, step: tuple[str, ...], body: Row) -> Response:
    try:
        send(SERVICE, "periods", period_id, *step, method="PUT", body=body, form=request.form)
    except Rejected as refused:
        found = read(SERVICE, "periods", period_id)
        return make_response(_period(found, sent_back(request.form, refused)), refused.status)
    return see_other(url_for("reports.period", period_id=period_id))


def _as_it_stands(found: Found) -> Form:
    """Return the form to set the day, filled in with the one that is set."""
    one = found.body
    reason = "moved" if one["due_on"] else "first-set"
    values = {name: one[name] or "" for name in ("due_on", "lock_on")} | {"reason_code": reason}
    return Form(values, version=found.version)


def _urgency(row: Row) -> tuple[bool, str]:
    return not row["warnings"], row["due_on"] or ""


def _period(found: Found, form: Form) -> str:
    one, actor, tx = found.body, current().actor, database().reading()
    told, leads = _asked(request.args, request.form), "leader" in actor.roles
    names_receiver = leads and one["owner_id"] is None and one["issuer_id"] == actor.agency_id
    return render_template(
        "reports/period.html",
        period=one,
        form=form,
        fields=FIELDS,
        told=told,
        sets_due=leads and one["owner_id"] == actor.agency_id,
        names_receiver=names_receiver,
        candidates=agencies_named(tx, told[FIND], CANDIDATES) if names_receiver and told[FIND] else {},
        known=names(tx, (one["owner_id"], one["issuer_id"])),
        complete=part(partial(_complete, one["id"], told)),
        past=bool(one["timely_until"]) and one["timely_until"] < current().today.isoformat(),
    )


def _asked(address: Any, filled: Filled) -> Row:
    """Return what the address asks; a form that comes back still knows what was looked for."""
    told: Row = BranchArgs().load(address.to_dict())
    return told | ({FIND: filled[FIND]} if FIND in filled else {})


def _complete(period_id: str, told: Row) -> Row:
    """Return the documents that ask for the period's reports, and how complete those of one are."""
    rows = read(SERVICE, "requirements", period_id=period_id, limit=MOST).body["items"]
    documents = {row["directive_id"]: row["symbol"] for row in rows}
    chosen = told["directive_id"] or next(iter(documents), "")
    figures = completeness(chosen, period_id, told["under"] or None) if chosen else None
    return {"documents": documents, "chosen": chosen, "figures": figures}
