"""The route of journeys for other systems; people use the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import ListArgs, query
from chassis.transaction import Tx
from services.portal.journeys.schemas import JourneyView
from services.portal.journeys.usecases import Journey, read_journey

blueprint = Blueprint("journeys", __name__, url_prefix="/v1/journeys", description="The way of a directive")


@blueprint.route("/<directive_id>", methods=["GET"])
@requires()
@query(JourneyView, args=ListArgs)
def read(tx: Tx, ctx: Context, args: Mapping[str, Any], directive_id: str) -> Journey | None:
    """Return the timeline and the numbers of a directive, as far as one may see them."""
    return read_journey(tx, ctx, directive_id, {"limit": args["limit"], "cursor": args["cursor"]})
