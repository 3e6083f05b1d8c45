"""The pages of decisions: which nominations one document commends, and its way to being issued."""

from __future__ import annotations

from functools import partial

from flask import Response, make_response, render_template, request, url_for
from marshmallow import fields

from chassis.errors import Refusal
from chassis.identity import current, requires
from chassis.schemas import Schema
from services.portal.calls.client import Found, read
from services.portal.calls.forms import Form, body_of
from services.portal.calls.parts import part
from services.portal.pages.asked import asked
from services.portal.pages.bearing import see_other
from services.portal.rooms.commending import room
from services.portal.rooms.commending.room import MOST, SERVICE, Row, blueprint, step

# Where the draft of a prepared decision may have come to in directives before it is issued.
ON_THE_WAY = ("draft", "in-review", "signed")
# How far a decision has come while its nominations still wait to be decided.
UNISSUED = ("open", "prepared")


class OpeningArgs(Schema):
    """Which nomination to tick."""

    nomination_id = fields.String(load_default="")


@blueprint.get("/decisions")
@requires()
def decisions() -> str:
    """List the decisions of the reader's agency."""
    opens = "award-secretary" in current().actor.roles
    return render_template("commending/decisions.html", opens=opens, **room.listing("decisions"))


@blueprint.get("/decisions/new")
@requires()
def opening() -> str:
    """Show what waits for a decision, to be taken into one; `nomination_id` is ticked already."""
    return _opening(Form({"nomination_ids": [asked(OpeningArgs)["nomination_id"]]}))


@blueprint.post("/decisions")
@requires()
def open_decision() -> Response:
    """Open a decision over the nominations that are ticked."""
    body = {"nomination_ids": []} | body_of(request.form)
    return step(("decisions",), body, _opening, _place)


@blueprint.get("/decisions/<decision_id>")
@requires()
def decision(decision_id: str) -> Response:
    """Show a decision; who may not read it but was given awards by it is led to these."""
    try:
        found = read(SERVICE, "decisions", decision_id)
    except Refusal:
        if not room.whole("awards", decision_id=decision_id):
            raise
        return see_other(url_for("commending.publications", decision_id=decision_id))
    return make_response(_decision(found, room.today_in("prepared_on", found.version)))


@blueprint.post("/decisions/<decision_id>/prepare")
@requires()
def prepare(decision_id: str) -> Response:
    """Have a decision drafted as a document."""

    def again(form: Form) -> str:
        return _decision(read(SERVICE, "decisions", decision_id), form)

    return step(("decisions", decision_id, "prepare"), body_of(request.form), again, _place)


def _place(taken: Row) -> str:
    return url_for("commending.decision", decision_id=taken["id"])


def _opening(form: Form) -> str:
    waiting = room.whole("nominations", authority_id=current().actor.agency_id, status="submitted")
    decision_of = _under_way()
    # What was asked for by name is offered all the same: a decision that cannot go on holds what it names.
    held = decision_of.keys() - set(form.get("nomination_ids"))
    shown = {
        "waiting": [one for one in waiting if one["id"] not in held],
        "taken": [one for one in waiting if one["id"] in held],
        "decision_of": decision_of,
        "known": room.known_as(waiting, "agency_id"),
    }
    return render_template("commending/opening.html", form=form, **shown)


def _under_way() -> dict[str, str]:
    """Return the decisions that are not issued yet by the nominations they are to commend."""
    found = [one for status in UNISSUED for one in room.whole("decisions", status=status)]
    return {nomination_id: one["id"] for one in found for nomination_id in one["nomination_ids"]}


def _decision(found: Found, form: Form) -> str:
    one, actor = found.body, current().actor
    nominations = _nominations(one)
    given = room.whole("awards", decision_id=one["id"]) if one["status"] == "decided" else []
    shown = {
        "nominations": nominations,
        "awards": {award["nomination_id"]: award for award in given},
        "draft": part(partial(_draft_id, one["id"])) if one["status"] == "prepared" else None,
        "known": room.known_as([*nominations, {"agency_id": one["authority_id"]}], "agency_id"),
        "symbols": room.called([one["campaign_id"]]),
        "prepares": one["status"] == "open"
        and one["authority_id"] == actor.agency_id
        and "award-secretary" in actor.roles,
    }
    return render_template("commending/decision.html", decision=one, form=form, **shown)


def _nominations(decision: Row) -> list[Row]:
    """Return the nominations of a decision in its order; one that may not be read is known by its id."""
    of_campaign = room.whole(
        "nominations", authority_id=decision["authority_id"], campaign_id=decision["campaign_id"]
    )
    known = {one["id"]: one for one in of_campaign}
    unread = {"agency_id": None, "subject": None}
    return [known.get(id, unread | {"id": id}) for id in decision["nomination_ids"]]


def _draft_id(decision_id: str) -> str | None:
    """Return the document that directives has drafted for a decision; None while the reader sees none."""
    wanted = {"service": SERVICE, "id": decision_id}
    try:
        for status in ON_THE_WAY:
            for row in read("directives", "directives", status=status, limit=MOST).body["items"]:
                if row["origin"] == wanted:
                    return str(row["id"])
    except Refusal:
        return None
    return None
