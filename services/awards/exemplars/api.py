"""The routes of exemplars."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.awards.exemplars import schemas, usecases
from services.awards.exemplars.domain import Exemplar
from services.awards.exemplars.store import EXEMPLARS
from services.awards.store import party

blueprint = Blueprint(
    "exemplars", __name__, url_prefix="/v1/exemplars", description="Whom units find worthy of notice"
)
COUNCIL = ("council-member", "award-secretary", "leader")


@blueprint.route("", methods=["POST"])
@requires("officer", "leader")
@command(schemas.SpotExemplar, schemas.ExemplarView, status=201)
def spot(tx: Tx, ctx: Context, body: dict[str, Any]) -> Exemplar:
    """Show somebody to a council."""
    return usecases.spot(tx, ctx, body)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.ExemplarView, args=schemas.ExemplarArgs, page=True)
def list_exemplars(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the exemplars that one's agency has spotted or is shown."""
    return EXEMPLARS.page(tx, args, party(ctx))


@blueprint.route("/<exemplar_id>", methods=["GET"])
@requires()
@query(schemas.ExemplarView)
def read(tx: Tx, ctx: Context, args: dict[str, Any], exemplar_id: str) -> Exemplar | None:
    """Read an exemplar."""
    return EXEMPLARS.visible(tx, ctx, exemplar_id)


@blueprint.route("/<exemplar_id>/verify", methods=["POST"])
@requires(*COUNCIL)
@command(schemas.VerifyExemplar, schemas.ExemplarView, target=EXEMPLARS.target)
def verify(tx: Tx, ctx: Context, body: dict[str, Any], exemplar: Exemplar) -> Exemplar:
    """Find an exemplar true; never one of a unit in which one has a seat."""
    return usecases.verify(tx, ctx, body, exemplar)


@blueprint.route("/<exemplar_id>/reject", methods=["POST"])
@requires(*COUNCIL)
@command(schemas.RejectExemplar, schemas.ExemplarView, target=EXEMPLARS.target)
def reject(tx: Tx, ctx: Context, body: dict[str, Any], exemplar: Exemplar) -> Exemplar:
    """Find an exemplar wanting."""
    return usecases.reject(tx, ctx, body, exemplar)
