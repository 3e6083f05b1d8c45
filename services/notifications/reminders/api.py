"""The route of the plan of reminders."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, query
from chassis.transaction import Tx
from services.notifications.reminders.planning import plan
from services.notifications.reminders.schemas import PlanArgs, PlannedView

blueprint = Blueprint("reminders", __name__, url_prefix="/v1/reminders", description="What will be reminded")


@blueprint.route("/plan", methods=["GET"])
@requires()
@query(PlannedView, args=PlanArgs, page=True)
def read_plan(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """Show what a run on a day would send of what one's agency is a party to, or what lies below it.

    A page may hold fewer than `limit`, or none, and still have a next one.
    """
    return plan(tx, ctx, args["on"] or ctx.today, args)
