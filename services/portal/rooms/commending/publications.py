"""The pages of awards given: what was decided, and making it known."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from chassis.identity import current, requires
from services.portal.calls.client import Found, read
from services.portal.calls.forms import Form, body_of
from services.portal.rooms.commending import room
from services.portal.rooms.commending.room import SERVICE, Row, blueprint, step


@blueprint.get("/publications")
@requires()
def publications() -> str:
    """List the awards that the reader may see, made known or not."""
    shown = room.listing("awards", room.AwardArgs)
    return render_template(
        "commending/publications.html", known=room.known_as(shown["rows"], "authority_id"), **shown
    )


@blueprint.get("/publications/<award_id>")
@requires()
def publication(award_id: str) -> str:
    """Show an award: by which decision, and where it was made known."""
    found = read(SERVICE, "awards", award_id)
    return _publication(found, room.today_in("published_on", found.version))


@blueprint.post("/publications/<award_id>/publicise")
@requires()
def publicise(award_id: str) -> Response:
    """Make an award known."""

    def again(form: Form) -> str:
        return _publication(read(SERVICE, "awards", award_id), form)

    return step(("awards", award_id, "publicise"), body_of(request.form), again, _place)


def _place(taken: Row) -> str:
    return url_for("commending.publication", award_id=taken["id"])


def _publication(found: Found, form: Form) -> str:
    one = found.body
    shown = {
        "known": room.known_as([one], "agency_id", "authority_id"),
        "symbols": room.called([one["campaign_id"], one["directive_id"]]),
        "publicises": one["status"] == "decided" and "publisher" in current().actor.roles,
    }
    return render_template("commending/publication.html", award=one, form=form, **shown)
