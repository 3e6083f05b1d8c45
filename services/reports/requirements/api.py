"""The routes of requirements."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, query
from chassis.transaction import Tx
from services.reports.periods import store as periods
from services.reports.periods.domain import Period
from services.reports.requirements import schemas, store
from services.reports.requirements.domain import Requirement

blueprint = Blueprint("requirements", __name__, url_prefix="/v1/requirements", description="What is owed")


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.RequirementView, args=schemas.RequirementArgs, page=True)
def list_requirements(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List what one's agency owes or is owed, and what lies below it for its leaders and monitors."""
    found = store.listed(tx, ctx, args)
    due = periods.by_ids(tx, {requirement.period_id for requirement in found.items})
    return found.map(lambda one: _shown(one, due[one.period_id], ctx.today))


@blueprint.route("/<requirement_id>", methods=["GET"])
@requires()
@query(schemas.RequirementView)
def read_requirement(
    tx: Tx, ctx: Context, args: dict[str, Any], requirement_id: str
) -> dict[str, Any] | None:
    """Read a requirement."""
    found = store.visible(tx, ctx, requirement_id)
    period = periods.by_id(tx, found.period_id) if found else None
    return _shown(found, period, ctx.today) if found and period else None


def _shown(requirement: Requirement, period: Period, today: dt.date) -> dict[str, Any]:
    """Return a requirement with its due day and what is computed for the reader's day."""
    return {
        **asdict(requirement),
        "due_on": period.due_on,
        "timely_until": period.timely_until,
        "labels": requirement.labels_on(today, period),
    }
