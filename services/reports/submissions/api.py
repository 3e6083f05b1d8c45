"""The routes of submissions, the one that begins them included."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import command, query
from chassis.transaction import Tx
from services.reports.requirements.domain import Requirement
from services.reports.requirements.store import visible as visible_requirement
from services.reports.submissions import schemas, store, usecases
from services.reports.submissions.domain import Submission

blueprint = Blueprint("submissions", __name__, url_prefix="/v1", description="What is handed in")


@blueprint.route("/requirements/<requirement_id>/submission", methods=["POST"])
@requires("officer")
@command(schemas.BeginReport, schemas.SubmissionView, target=visible_requirement, status=201)
def begin(tx: Tx, ctx: Context, body: dict[str, Any], requirement: Requirement) -> dict[str, Any]:
    """Begin the report that answers a requirement."""
    return usecases.begin(tx, ctx, body, requirement)


@blueprint.route("/submissions/<submission_id>", methods=["GET"])
@requires()
@query(schemas.SubmissionView)
def read_submission(tx: Tx, ctx: Context, args: dict[str, Any], submission_id: str) -> dict[str, Any] | None:
    """Read a report."""
    found = store.visible(tx, ctx, submission_id)
    return usecases.shown(tx, found) if found else None


@blueprint.route("/submissions/<submission_id>", methods=["PATCH"])
@requires("officer")
@command(schemas.WriteReport, schemas.SubmissionView, target=store.visible, key=False)
def write(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Write sections of a report."""
    return usecases.write(tx, ctx, body, submission)


@blueprint.route("/submissions/<submission_id>/submit", methods=["POST"])
@requires("leader")
@command(schemas.SubmitReport, schemas.SubmissionView, target=store.visible)
def submit(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Sign a report and hand it in."""
    return usecases.submit(tx, ctx, body, submission)


@blueprint.route("/submissions/<submission_id>/return", methods=["POST"])
@requires("leader", "officer")
@command(schemas.ReturnReport, schemas.SubmissionView, target=store.visible)
def send_back(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Give a report back to be mended."""
    return usecases.send_back(tx, ctx, body, submission)


@blueprint.route("/submissions/<submission_id>/accept", methods=["POST"])
@requires("leader")
@command(schemas.AcceptReport, schemas.SubmissionView, target=store.visible)
def accept(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Accept a report."""
    return usecases.accept(tx, ctx, body, submission)
