"""The route of the catalogue: forms are the law's, and no secret."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import ListArgs, Page, query
from chassis.transaction import Tx
from services.awards.catalogue import schemas, store

blueprint = Blueprint(
    "award-forms", __name__, url_prefix="/v1/award-forms", description="Forms of commendation, dated"
)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.AwardFormView, args=ListArgs, page=True)
def list_forms(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the forms, old ones included."""
    return store.listed(tx, args)
