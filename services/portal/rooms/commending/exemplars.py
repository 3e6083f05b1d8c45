"""The pages of exemplars: who was spotted, what their council says."""

from __future__ import annotations

from functools import partial

from flask import Response, render_template, request, url_for

from chassis.app import database
from chassis.identity import current, requires
from services.portal.calls.client import Found, read
from services.portal.calls.forms import Form, body_of
from services.portal.calls.parts import Part, part
from services.portal.journeys.store.reading import campaigns
from services.portal.pages.asked import ROWS
from services.portal.recognition import store as bodies
from services.portal.rooms.commending import room
from services.portal.rooms.commending.room import SERVICE, Row, blueprint, step

SPOTTERS = frozenset({"officer", "leader"})
COUNCIL = frozenset({"council-member", "award-secretary", "leader"})
VERDICTS = ("verify", "reject")


@blueprint.get("/exemplars")
@requires()
def exemplars() -> str:
    """List whom the reader's agency has spotted or is to judge; who waits for a verdict comes first."""
    shown = room.listing("exemplars")
    unfiltered = not shown["chosen"]
    if unfiltered:
        shown["rows"] = [row for row in shown["rows"] if row["status"] != "spotted"]
    found = _waiting() if unfiltered and not shown["further"] else Part[Found]()
    waiting = room.rows(found)
    about = {
        "waiting": waiting,
        "more_waiting": found.shown is not None and bool(found.shown.body["next_cursor"]),
        "known": room.known_as([*waiting, *shown["rows"]], "agency_id"),
        "spots": not current().actor.roles.isdisjoint(SPOTTERS),
    }
    return render_template("commending/exemplars.html", **shown, **about)


@blueprint.get("/exemplars/new")
@requires()
def spotting() -> str:
    """Show the form by which somebody is shown to a council."""
    return _spotting(Form({"spotted_on": current().today.isoformat()}))


@blueprint.post("/exemplars")
@requires()
def spot() -> Response:
    """Show somebody to a council."""
    return step(("exemplars",), body_of(request.form), _spotting, _place)


@blueprint.get("/exemplars/<exemplar_id>")
@requires()
def exemplar(exemplar_id: str) -> str:
    """Show who was spotted, for what, on which reports, and what the council said."""
    found = read(SERVICE, "exemplars", exemplar_id)
    return _exemplar(found, Form(version=found.version))


@blueprint.post("/exemplars/<exemplar_id>/verify")
@requires()
def verify(exemplar_id: str) -> Response:
    """Find an exemplar true."""
    return _judge(exemplar_id, "verify")


@blueprint.post("/exemplars/<exemplar_id>/reject")
@requires()
def reject(exemplar_id: str) -> Response:
    """Find an exemplar wanting."""
    return _judge(exemplar_id, "reject")


def _waiting() -> Part[Found]:
    return part(partial(read, SERVICE, "exemplars", status="spotted", limit=ROWS))


def _judge(exemplar_id: str, verdict: str) -> Response:
    def again(form: Form) -> str:
        return _exemplar(read(SERVICE, "exemplars", exemplar_id), form, verdict)

    return step(("exemplars", exemplar_id, verdict), body_of(request.form), again, _place)


def _place(taken: Row) -> str:
    return url_for("commending.exemplar", exemplar_id=taken["id"])


def _spotting(form: Form) -> str:
    tx, ctx = database().reading(), current()
    shown = {
        "reports": room.citable(),
        "campaigns": campaigns(tx, ctx),
        "councils": bodies.councils(tx, ctx.actor.agency_id),
    }
    return render_template("commending/spotting.html", form=form, **shown)


def _exemplar(found: Found, form: Form, verdict: str = "") -> str:
    """Render an exemplar; `verdict` is the one that `form` was sent back for."""
    one, ctx = found.body, current()
    verified = one["status"] == "verified"
    own = one["agency_id"] == ctx.actor.agency_id
    shown = {
        "reports": room.cited(one),
        "criteria": room.in_force(one["campaign_id"]),
        "dossiers": room.whole("nominations", exemplar_id=one["id"]) if verified else [],
        "known": room.known_as([one], "agency_id", "council_id"),
        "symbols": room.called([one["campaign_id"]]),
        "judges": _may_judge(one),
        "nominates": verified and own and not ctx.actor.roles.isdisjoint(room.WRITERS),
        "forms": {name: form if name == verdict else Form(version=found.version) for name in VERDICTS},
    }
    return render_template("commending/exemplar.html", exemplar=one, form=form, **shown)


def _may_judge(one: Row) -> bool:
    """Whether to show the forms of a verdict; who belongs to the unit that spotted is told why not."""
    ctx = current()
    of_council = one["council_id"] in ctx.scope.agency_ids and not ctx.actor.roles.isdisjoint(COUNCIL)
    return one["status"] == "spotted" and of_council
