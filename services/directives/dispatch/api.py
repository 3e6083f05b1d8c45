"""The routes of arrivals: what came in and what has not been taken in yet."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, query
from chassis.transaction import Tx
from services.directives.dispatch import schemas, store
from services.directives.dispatch.domain import Dispatch

blueprint = Blueprint(
    "arrivals", __name__, url_prefix="/v1/arrivals", description="Directives as they lie with a recipient"
)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.ArrivalView, args=schemas.ArrivalArgs, page=True)
def list_arrivals(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List what one's agency sent or got, and what lies below it for its leaders and monitors."""
    return store.listed(tx, ctx, args)


@blueprint.route("/<arrival_id>", methods=["GET"])
@requires()
@query(schemas.ArrivalView)
def read_arrival(tx: Tx, ctx: Context, args: dict[str, Any], arrival_id: str) -> Dispatch | None:
    """Read an arrival."""
    return store.visible(tx, ctx, arrival_id)
