"""The routes of periods."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.reports.periods import schemas, store, usecases
from services.reports.periods.domain import Period

blueprint = Blueprint("periods", __name__, url_prefix="/v1/periods", description="When reports are due")


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.PeriodView, args=schemas.PeriodArgs, page=True)
def list_periods(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the periods and when they are due."""
    return store.listed(tx, args)


@blueprint.route("/<period_id>", methods=["GET"])
@requires()
@query(schemas.PeriodView)
def read_period(tx: Tx, ctx: Context, args: dict[str, Any], period_id: str) -> Period | None:
    """Read a period."""
    return store.by_id(tx, period_id)


@blueprint.route("/<period_id>", methods=["PUT"])
@requires("leader")
@command(schemas.SetDue, schemas.PeriodView, target=store.received)
def set_due(tx: Tx, ctx: Context, body: dict[str, Any], period: Period) -> Period:
    """Set or move the day a period is due whose reports one's own agency gets."""
    return usecases.set_due(tx, ctx, body, period)


@blueprint.route("/<open_period_id>/receiver", methods=["PUT"])
@requires("leader")
@command(schemas.NameReceiver, schemas.PeriodView, target=store.asked_for)
def name_receiver(tx: Tx, ctx: Context, body: dict[str, Any], period: Period) -> Period:
    """Say who gets the reports that one's own agency asked for without saying it."""
    return usecases.name_receiver(tx, ctx, body, period)
