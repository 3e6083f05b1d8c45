"""Keeping a draft: by a button, or by a script while somebody types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

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


@blueprint.post("/submissions/<submission_id>/draft")
@requires()
def save(submission_id: str) -> Response:
    """Keep what was typed; a script that saves is answered with one line, and nobody is led away."""
    if "HX-Request" in request.headers:
        return _saved_beside_typing(submission_id)
    kept = _keep(submission_id)
    if kept.refused:
        return _again(kept, kept.refused)
    return see_other(url_for("reports.requirement", requirement_id=kept.report["requirement_id"]))


@dataclass(frozen=True)
class Kept:
    """A draft that was to be saved, beside the report as it was before; `refused` says why it was not."""

    report: Row
    draft: Draft
    refused: Rejected | None


def _keep(submission_id: str) -> Kept:
    """Save what was changed; where somebody else has saved at the same moment, look again and once more."""
    kept = _try(submission_id)
    overtaken = kept.refused and kept.refused.status == HTTPStatus.PRECONDITION_FAILED
    return _try(submission_id) if overtaken else kept


def _try(submission_id: str) -> Kept:
    found = read(SERVICE, "submissions", submission_id)
    draft = compared(request.form, found.body["sections"])
    try:
        _send(found, draft)
    except Rejected as refused:
        return Kept(found.body, draft, refused)
    return Kept(found.body, draft, None)


def _send(found: Found, draft: Draft) -> None:
    """Send what was changed here, unless somebody else has changed the same."""
    if draft.clashes:
        told = str(labels.CLASHED) % {"sections": _titles(found.body, draft.clashes)}
        raise Rejected(HTTPStatus.CONFLICT, {"code": CLASH, "detail": told})
    if draft.changed:
        body, based_on = {"sections": draft.changed}, {"version": found.version}
        send(SERVICE, "submissions", found.body["id"], method="PATCH", body=body, form=based_on)


def _titles(report: Row, codes: Iterable[str]) -> str:
    titles = {one["code"]: one["title"] for one in form_of(report["template_id"])["sections"]}
    return "; ".join(titles.get(code, code) for code in codes)


def _again(kept: Kept, refused: Rejected) -> Response:
    """Show the page with all that was typed, what was wrong with it, and what stands in its stead."""
    form = Form(message=refused.detail, errors=located(refused, kept.draft.changed))
    writing = Writing(form, kept.draft.merged(kept.report["sections"]), kept.draft.clashes)
    return make_response(show(kept.report["requirement_id"], writing), refused.status)


def _saved_beside_typing(submission_id: str) -> Response:
    """Keep what was typed and say so; nothing is said while nothing was typed."""
    try:
        kept = _keep(submission_id)
    except ServiceAway:
        return _not_saved(labels.AWAY, HTTPStatus.SERVICE_UNAVAILABLE)
    except Refusal:
        return _not_saved(labels.GONE, HTTPStatus.NOT_FOUND)
    if kept.refused:
        clash = kept.refused.code == CLASH
        return _not_saved(labels.CLASH if clash else _reasons(kept.refused), kept.refused.status)
    if kept.draft.quiet:
        return Response(status=HTTPStatus.NO_CONTENT)
    words = labels.SAVED_BESIDE if kept.draft.beside else labels.SAVED
    time = current().now.astimezone(BUSINESS_ZONE).strftime("%H:%M")
    return _line(str(words) % {"time": time}, HTTPStatus.OK, kept.draft)


def _reasons(refused: Rejected) -> str:
    """Return what the service says: each field's sentence, or the whole's where no field is named."""
    return " ".join(item["detail"] for item in refused.errors if item.get("detail")) or refused.detail


def _not_saved(why: object, status: int) -> Response:
    return _line(str(labels.NOT_SAVED) % {"why": why}, status)


def _line(told: str, status: int, draft: Draft | None = None) -> Response:
    return make_response(render_template("reports/saved.html", told=told, draft=draft), status)
