"""The routes of reports: forms, periods, what is owed, what is handed in, how complete it is."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import ListArgs, Page, command, query
from chassis.transaction import Tx
from services.reports import completeness, schemas, store, usecases
from services.reports.domain.periods import Period
from services.reports.domain.requirements import Requirement
from services.reports.domain.submissions import Submission
from services.reports.domain.templates import Template

blueprint = Blueprint("reports", __name__, url_prefix="/v1", description="Reports owed and handed in")


@blueprint.route("/templates", methods=["GET"])
@requires()
@query(schemas.TemplateView, args=ListArgs, page=True)
def list_templates(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the forms, old ones included."""
    return store.template_page(tx, args)


@blueprint.route("/templates", methods=["POST"])
@requires("admin")
@command(schemas.AddTemplate, schemas.TemplateView, status=201)
def add_template(tx: Tx, ctx: Context, body: dict[str, Any]) -> Template:
    """Add a dated form."""
    return usecases.add_template(tx, ctx, body)


@blueprint.route("/periods", methods=["GET"])
@requires()
@query(schemas.PeriodView, args=schemas.PeriodArgs, page=True)
def list_periods(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the periods and when they are due."""
    return store.period_page(tx, args)


@blueprint.route("/periods/<period_id>", methods=["GET"])
@requires()
@query(schemas.PeriodView)
def read_period(tx: Tx, ctx: Context, args: dict[str, Any], period_id: str) -> Period | None:
    """Read a period."""
    return store.find(tx, Period, period_id)


@blueprint.route("/periods/<period_id>", methods=["PUT"])
@requires("leader")
@command(schemas.SetDue, schemas.PeriodView, target=store.own_period)
def set_due(tx: Tx, ctx: Context, body: dict[str, Any], period: Period) -> Period:
    """Set or move the day a period of one's own agency is due."""
    return usecases.set_due(tx, ctx, body, period)


@blueprint.route("/requirements", methods=["GET"])
@requires()
@query(schemas.RequirementView, args=schemas.RequirementArgs, page=True)
def list_requirements(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List what one's agency owes or is owed, and what lies below it for its leaders and monitors."""
    found = store.listed(tx, ctx, args)
    due = store.periods(tx, {requirement.period_id for requirement in found.items})
    return found.map(lambda one: usecases.requirement_shown(one, due.get(one.period_id), ctx.today))


@blueprint.route("/requirements/<requirement_id>", methods=["GET"])
@requires()
@query(schemas.RequirementView)
def read_requirement(
    tx: Tx, ctx: Context, args: dict[str, Any], requirement_id: str
) -> dict[str, Any] | None:
    """Read a requirement."""
    found = store.visible_requirement(tx, ctx, requirement_id)
    period = store.find(tx, Period, found.period_id) if found else None
    return usecases.requirement_shown(found, period, ctx.today) if found else None


@blueprint.route("/requirements/<requirement_id>/submission", methods=["POST"])
@requires("officer")
@command(schemas.BeginReport, schemas.SubmissionView, target=store.visible_requirement, status=201)
def begin(tx: Tx, ctx: Context, body: dict[str, Any], requirement: Requirement) -> dict[str, Any]:
    """Begin the report that answers a requirement."""
    return usecases.begin(tx, ctx, body, requirement)


@blueprint.route("/submissions/<submission_id>", methods=["GET"])
@requires()
@query(schemas.SubmissionView)
def read_submission(tx: Tx, ctx: Context, args: dict[str, Any], submission_id: str) -> dict[str, Any] | None:
    """Read a report."""
    found = store.visible_submission(tx, ctx, submission_id)
    return usecases.shown(tx, found) if found else None


@blueprint.route("/submissions/<submission_id>", methods=["PATCH"])
@requires("officer")
@command(schemas.WriteReport, schemas.SubmissionView, target=store.visible_submission, key=False)
def write(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Write sections of a report."""
    return usecases.write(tx, ctx, body, submission)


@blueprint.route("/submissions/<submission_id>/submit", methods=["POST"])
@requires("leader")
@command(schemas.SubmitReport, schemas.SubmissionView, target=store.visible_submission)
def submit(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Sign a report and hand it in."""
    return usecases.submit(tx, ctx, body, submission)


@blueprint.route("/submissions/<submission_id>/return", methods=["POST"])
@requires("leader", "officer")
@command(schemas.ReturnReport, schemas.SubmissionView, target=store.visible_submission)
def send_back(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Give a report back to be mended."""
    return usecases.send_back(tx, ctx, body, submission)


@blueprint.route("/submissions/<submission_id>/accept", methods=["POST"])
@requires("leader")
@command(schemas.AcceptReport, schemas.SubmissionView, target=store.visible_submission)
def accept(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Accept a report."""
    return usecases.accept(tx, ctx, body, submission)


@blueprint.route("/completeness", methods=["GET"])
@requires()
@query(schemas.CompletenessView, args=schemas.CompletenessArgs)
def read_completeness(tx: Tx, ctx: Context, args: dict[str, Any]) -> dict[str, Any] | None:
    """Read how complete a branch is: one's own or one below; the issuer reads all."""
    return completeness.answer(tx, ctx, args["directive_id"], args["under"])
