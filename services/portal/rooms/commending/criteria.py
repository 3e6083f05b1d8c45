"""The pages of sets of criteria: what a campaign is measured by, from its draft to its publication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, make_response, render_template, request, url_for

from chassis.app import database
from chassis.identity import current, requires
from services.portal.calls.client import Found, read
from services.portal.calls.forms import Form, body_of, form_of
from services.portal.journeys.store.reading import campaigns
from services.portal.rooms.commending import room
from services.portal.rooms.commending.room import SERVICE, Row, blueprint, step

WRITER, PUBLISHER = "award-secretary", "leader"
# What a row of the form asks of a criterion, and how many rows a new set begins with.
ASKED = ("code", "text", "weight:int", "max:int", "direction", "evidence_kind", "target", "mandatory:yes")
BEGINNING = 3
TYPED = frozenset({"code", "text", "weight", "max"})


@blueprint.get("/criteria-sets")
@requires()
def criteria_sets() -> str:
    """List the sets that were published, and the drafts that concern the reader's agency."""
    shown = room.listing("criteria-sets")
    about = {
        "known": room.known_as(shown["rows"], "agency_id"),
        "symbols": room.called(row["campaign_id"] for row in shown["rows"]),
        "drafts": WRITER in current().actor.roles,
    }
    return render_template("commending/criteria_sets.html", **shown, **about)


@blueprint.get("/criteria-sets/new")
@requires()
def drafting() -> str:
    """Show the form by which the criteria of a campaign are drafted."""
    return _drafting(Form(), BEGINNING)


@blueprint.post("/criteria-sets")
@requires()
def draft() -> Response:
    """Draft the criteria of a campaign; or show the form with room for one more."""
    return _kept(("criteria-sets",), _drafting)


@blueprint.get("/criteria-sets/<criteria_set_id>")
@requires()
def criteria_set(criteria_set_id: str) -> str:
    """Show a set of criteria with its weights and what guards them."""
    one, actor = read(SERVICE, "criteria-sets", criteria_set_id).body, current().actor
    edits = one["agency_id"] == actor.agency_id and WRITER in actor.roles
    offered = {"edits": edits, "publishes": _may_publish(one)} if one["status"] == "draft" else {}
    return render_template("commending/criteria_set.html", criteria=one, **_about(one), **offered)


@blueprint.get("/criteria-sets/<criteria_set_id>/edit")
@requires()
def redrafting(criteria_set_id: str) -> str:
    """Show a draft to be changed."""
    found = read(SERVICE, "criteria-sets", criteria_set_id)
    return _redrafting(found, form_of(found), len(found.body["criteria"]))


@blueprint.post("/criteria-sets/<criteria_set_id>/edit")
@requires()
def redraft(criteria_set_id: str) -> Response:
    """Change a draft; or show the form with room for one more."""

    def show(form: Form, places: int) -> str:
        return _redrafting(read(SERVICE, "criteria-sets", criteria_set_id), form, places)

    return _kept(("criteria-sets", criteria_set_id), show, method="PATCH")


@blueprint.get("/criteria-sets/<criteria_set_id>/publish")
@requires()
def publishing(criteria_set_id: str) -> str:
    """Ask whether a set is to be put in force, and say what that means."""
    found = read(SERVICE, "criteria-sets", criteria_set_id)
    return _publishing(found, room.today_in("published_on", found.version))


@blueprint.post("/criteria-sets/<criteria_set_id>/publish")
@requires()
def publish(criteria_set_id: str) -> Response:
    """Put a set in force."""

    def again(form: Form) -> str:
        return _publishing(read(SERVICE, "criteria-sets", criteria_set_id), form)

    return step(("criteria-sets", criteria_set_id, "publish"), body_of(request.form), again, _place)


def _place(taken: Row) -> str:
    return url_for("commending.criteria_set", criteria_set_id=taken["id"])


def _kept(path: tuple[str, ...], show: Callable[[Form, int], str], **how: str) -> Response:
    """Keep what was filled in, or show its form again, with room for one more where that was asked."""
    body = _as_filled_in()
    places = len(body["criteria"])
    as_sent = form_of(Found(body, request.form.get("version", "")))
    if "more" in request.form:
        return make_response(show(as_sent, places + 1))

    def again(refused: Form) -> str:
        return show(replace(as_sent, message=refused.message, errors=refused.errors), max(places, 1))

    return step(path, body, again, _place, **how)


def _as_filled_in() -> Row:
    """Return the body that was filled in, without the rows in which nothing is written.

    They are left out of what is shown again as well: what awards says of a criterion by its number then
    stands at the row of that number.
    """
    body = body_of(request.form)
    rows = body.get("criteria", [])
    return body | {"criteria": [row for row in rows if isinstance(row, dict) and row.keys() & TYPED]}


def _drafting(form: Form, places: int) -> str:
    launched = campaigns(database().reading(), current())
    return render_template("commending/drafting.html", campaigns=launched, **_filled(form, places))


def _redrafting(found: Found, form: Form, places: int) -> str:
    one = found.body
    return render_template("commending/redrafting.html", criteria=one, **_about(one), **_filled(form, places))


def _filled(form: Form, places: int) -> Row:
    """Return a form of criteria and its fields; the whole comes last, for what no single field shows."""
    asked = (f"criteria.{at}.{name}" for at in range(places) for name in ASKED)
    return {"form": form, "places": places, "fields": ["campaign_id", *asked, "criteria"]}


def _publishing(found: Found, form: Form) -> str:
    one = found.body
    shown = {"before": room.in_force(one["campaign_id"]), "publishes": _may_publish(one)}
    return render_template("commending/publishing.html", criteria=one, form=form, **_about(one), **shown)


def _about(one: Row) -> Row:
    return {
        "known": room.known_as([one], "agency_id", "issuer_id"),
        "symbols": room.called([one["campaign_id"]]),
    }


def _may_publish(one: Row) -> bool:
    """Whether to show the way to publication; who wrote the set is told there why not."""
    actor = current().actor
    issued = one["issuer_id"] == actor.agency_id and PUBLISHER in actor.roles
    return one["status"] == "draft" and issued
