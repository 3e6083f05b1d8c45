"""The route of completeness."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import query
from chassis.transaction import Tx
from services.reports.completeness import schemas, usecases

blueprint = Blueprint("completeness", __name__, url_prefix="/v1/completeness", description="Who has reported")


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.CompletenessView, args=schemas.CompletenessArgs)
def read_completeness(tx: Tx, ctx: Context, args: dict[str, Any]) -> dict[str, Any] | None:
    """Read how complete a branch is: one's own or one below; the issuer reads all."""
    return usecases.answer(tx, ctx, args["directive_id"], args["under"])
