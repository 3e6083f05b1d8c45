"""The pages of nominations: what is asked for an exemplar, and handing it in."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from chassis.identity import current, requires
from services.portal.calls.client import Found, read
from services.portal.calls.forms import Form, body_of
from services.portal.rooms.commending import dossiers, room
from services.portal.rooms.commending.dossiers import dossier_of
from services.portal.rooms.commending.room import SERVICE, Row, blueprint, step


@blueprint.get("/nominations")
@requires()
def nominations() -> str:
    """List the nominations the reader's agency asks for, has verified or is to decide."""
    shown = room.listing("nominations")
    known = room.known_as(shown["rows"], "agency_id", "authority_id")
    decides = "award-secretary" in current().actor.roles
    return render_template("commending/nominations.html", known=known, decides=decides, **shown)


@blueprint.get("/exemplars/<exemplar_id>/nomination")
@requires()
def nominating(exemplar_id: str) -> str:
    """Show the form by which an exemplar is nominated; it cites what the exemplar was spotted with."""
    exemplar = read(SERVICE, "exemplars", exemplar_id).body
    return _nominating(exemplar, Form({"evidence": exemplar["evidence"]}))


@blueprint.post("/exemplars/<exemplar_id>/nomination")
@requires()
def nominate(exemplar_id: str) -> Response:
    """Draft the nomination of an exemplar."""

    def again(form: Form) -> str:
        exemplar = read(SERVICE, "exemplars", exemplar_id).body
        return _nominating(exemplar, dossiers.beside(form, request.form))

    body = dossier_of(request.form) | {"exemplar_id": exemplar_id}
    return step(("nominations",), body, again, _place)


@blueprint.get("/nominations/<nomination_id>")
@requires()
def nomination(nomination_id: str) -> str:
    """Show a nomination: for whom, on what it rests, what it still lacks, what became of it."""
    found = read(SERVICE, "nominations", nomination_id)
    return _nomination(found, room.today_in("submitted_on", found.version))


@blueprint.post("/nominations/<nomination_id>/submit")
@requires()
def submit(nomination_id: str) -> Response:
    """Hand a nomination in."""

    def again(form: Form) -> str:
        return _nomination(read(SERVICE, "nominations", nomination_id), form)

    return step(("nominations", nomination_id, "submit"), body_of(request.form), again, _place)


@blueprint.get("/nominations/<nomination_id>/edit")
@requires()
def editing(nomination_id: str) -> str:
    """Show the dossier of a draft to be changed."""
    found = read(SERVICE, "nominations", nomination_id)
    return _editing(found, dossiers.as_written(found, dossiers.pinned(found.body)))


@blueprint.post("/nominations/<nomination_id>/edit")
@requires()
def edit(nomination_id: str) -> Response:
    """Change the dossier of a draft."""

    def again(form: Form) -> str:
        found = read(SERVICE, "nominations", nomination_id)
        return _editing(found, dossiers.beside(form, request.form))

    return step(("nominations", nomination_id), dossier_of(request.form), again, _place, method="PATCH")


def _place(taken: Row) -> str:
    return url_for("commending.nomination", nomination_id=taken["id"])


def _nominating(exemplar: Row, form: Form) -> str:
    campaign_id = exemplar["campaign_id"]
    shown = dossiers.choices(campaign_id, room.in_force(campaign_id))
    return render_template("commending/nominating.html", exemplar=exemplar, form=form, **shown)


def _editing(found: Found, form: Form) -> str:
    one = found.body
    shown = dossiers.choices(one["campaign_id"], dossiers.pinned(one))
    return render_template("commending/editing.html", nomination=one, form=form, **shown)


def _nomination(found: Found, form: Form) -> str:
    one, actor = found.body, current().actor
    own, draft = one["agency_id"] == actor.agency_id, one["status"] == "draft"
    of_authority = one["authority_id"] == actor.agency_id
    others = room.whole("nominations", exemplar_id=one["exemplar_id"])
    shown = {
        "reports": room.cited(one),
        "criteria": dossiers.pinned(one),
        "route": dossiers.route_of(one, dossiers.forms()) if draft else None,
        "dossiers": [row for row in others if row["id"] != one["id"]],
        "known": room.known_as([one], "agency_id", "council_id", "authority_id"),
        "symbols": room.called([one["campaign_id"]]),
        "edits": draft and own and not actor.roles.isdisjoint(room.WRITERS),
        "submits": draft and own and "leader" in actor.roles,
        "decides": one["status"] == "submitted" and of_authority and "award-secretary" in actor.roles,
        "sees_decision": one["decision_id"] and of_authority,
    }
    return render_template("commending/nomination.html", nomination=one, form=form, **shown)
