"""Keeping a draft: by a button, or by a script while somebody types."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, make_response, render_template, request, url_for

from chassis.context import BUSINESS_ZONE
from chassis.errors import Refusal
from chassis.identity import current, requires
from services.portal.calls.client import Found, Rejected, ServiceAway, read, send
from services.portal.calls.forms import Form
from services.portal.pages.bearing import see_other
from services.portal.rooms.reports import labels
from services.portal.rooms.reports.requirements import Writing, show
from services.portal.rooms.reports.room import SERVICE, Row, blueprint, form_of
from services.portal.rooms.reports.writing import Draft, compared, located

CLASH = "clash"


@blueprint.post("/bao-cao/ban/<submission_id>/draft")
@requires()
def save(submission_id: str) -> Response:
    """Keep what was typed; a script that saves is answered with one line, and nobody is led away."""
    if "HX-Request" in request.headers:
        return _saved_beside_typing(submission_id)
    found, draft = _read(submission_id)
    try:
        _keep(found, draft)
    except Rejected as refused:
        return _again(found, draft, refused)
    return see_other(url_for("reports.requirement", requirement_id=found.body["requirement_id"]))


def _read(submission_id: str) -> tuple[Found, Draft]:
    found = read(SERVICE, "submissions", submission_id)
    return found, compared(request.form, found.body["sections"])


def _keep(found: Found, draft: Draft) -> None:
    """Send what was changed here, unless somebody else has changed the same."""
    if draft.clashes:
        told = str(labels.CLASHED) % {"sections": _titles(found.body, draft.clashes)}
        raise Rejected(409, {"code": CLASH, "detail": told})
    if draft.changed:
        body, based_on = {"sections": draft.changed}, {"version": found.version}
        send(SERVICE, "submissions", found.body["id"], method="PATCH", body=body, form=based_on)


def _titles(report: Row, codes: Iterable[str]) -> str:
    titles = {one["code"]: one["title"] for one in form_of(report["template_id"])["sections"]}
    return "; ".join(titles.get(code, code) for code in codes)


def _again(found: Found, draft: Draft, refused: Rejected) -> Response:
    """Show the page with all that was typed, what was wrong with it, and what stands in its stead."""
    form = Form(message=refused.detail, errors=located(refused, draft.changed))
    writing = Writing(form, draft.merged(found.body["sections"]), draft.clashes)
    return make_response(show(found.body["requirement_id"], writing), refused.status)


def _saved_beside_typing(submission_id: str) -> Response:
    """Keep what was typed and say so; nothing is said while nothing was changed."""
    try:
        found, draft = _read(submission_id)
        _keep(found, draft)
    except ServiceAway:
        return _not_saved(labels.AWAY, 503)
    except Refusal:
        return _not_saved(labels.GONE, 404)
    except Rejected as refused:
        return _not_saved(labels.CLASH if refused.code == CLASH else _reasons(refused), refused.status)
    if not draft.changed:
        return Response(status=204)
    words = labels.SAVED_BESIDE if draft.beside else labels.SAVED
    time = current().now.astimezone(BUSINESS_ZONE).strftime("%H:%M")
    return _line(str(words) % {"time": time}, 200, draft)


def _reasons(refused: Rejected) -> str:
    """Return what the service says: each field's sentence, or the whole's where no field is named."""
    return " ".join(item["detail"] for item in refused.errors if item.get("detail")) or refused.detail


def _not_saved(why: object, status: int) -> Response:
    return _line(str(labels.NOT_SAVED) % {"why": why}, status)


def _line(told: str, status: int, draft: Draft | None = None) -> Response:
    return make_response(render_template("reports/saved.html", told=told, draft=draft), status)
