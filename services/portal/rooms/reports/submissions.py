"""A report as handed in: reading it, signing it, returning or accepting it, and what has happened to it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from chassis.app import database
from chassis.identity import current, requires
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Form, body_of, sent_back
from services.portal.journeys.store.reading import steps_of_report
from services.portal.pages.bearing import see_other
from services.portal.rooms.reports.room import SERVICE, Row, about, blueprint, signs, written_in

FIELDS = ("submitted_on", "reason_code", "reason", "returned_on", "accepted_on")


@blueprint.get("/submissions/<submission_id>")
@requires()
def submission(submission_id: str) -> str:
    """Show a report, the next step with it for who may take it, and the steps until now."""
    found = read(SERVICE, "submissions", submission_id)
    return _submission(found, Form(version=found.version))


@blueprint.post("/submissions/<submission_id>/submit")
@requires()
def hand_in(submission_id: str) -> Response:
    """Sign the report and hand it in."""
    return _step(submission_id, "submit")


@blueprint.post("/submissions/<submission_id>/return")
@requires()
def send_back(submission_id: str) -> Response:
    """Give the report back to be mended."""
    return _step(submission_id, "return")


@blueprint.post("/submissions/<submission_id>/accept")
@requires()
def accept(submission_id: str) -> Response:
    """Accept the report."""
    return _step(submission_id, "accept")


def _step(submission_id: str, step: str) -> Response:
    try:
        send(SERVICE, "submissions", submission_id, step, body=body_of(request.form), form=request.form)
    except Rejected as refused:
        page = _submission(read(SERVICE, "submissions", submission_id), sent_back(request.form, refused))
        return make_response(page, refused.status)
    return see_other(url_for("reports.submission", submission_id=submission_id))


def _submission(found: Found, form: Form) -> str:
    report, actor = found.body, current().actor
    receives = report["report_to_id"] == actor.agency_id and report["status"] == "submitted"
    shown: Row = {
        "own": report["agency_id"] == actor.agency_id,
        "signs": signs(report, actor),
        "returns": receives and not actor.roles.isdisjoint({"leader", "officer"}),
        "accepts": receives and "leader" in actor.roles,
        "steps": steps_of_report(database().reading(), report),
        "fields": FIELDS,
    }
    owed = read(SERVICE, "requirements", report["requirement_id"]).body
    return render_template(
        "reports/submission.html", report=report, form=form, **shown, **about(owed), **written_in(report)
    )
