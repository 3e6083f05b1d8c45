"""The routes of nominations."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.awards.nominations import schemas, usecases
from services.awards.nominations.domain.nomination import Nomination
from services.awards.nominations.store import NOMINATIONS
from services.awards.store import party

blueprint = Blueprint(
    "nominations", __name__, url_prefix="/v1/nominations", description="Whom units ask to be commended"
)


@blueprint.route("", methods=["POST"])
@requires("officer", "award-secretary")
@command(schemas.DraftNomination, schemas.NominationView, status=201)
def draft(tx: Tx, ctx: Context, body: dict[str, Any]) -> Nomination:
    """Draft the nomination of a verified exemplar of one's own agency."""
    return usecases.draft(tx, ctx, body)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.NominationView, args=schemas.NominationArgs, page=True)
def list_nominations(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the nominations that one's agency is a party to: it asks, its council verified, or it decides."""
    return NOMINATIONS.page(tx, args, party(ctx))


@blueprint.route("/<nomination_id>", methods=["GET"])
@requires()
@query(schemas.NominationView)
def read(tx: Tx, ctx: Context, args: dict[str, Any], nomination_id: str) -> Nomination | None:
    """Read a nomination."""
    return NOMINATIONS.visible(tx, ctx, nomination_id)


@blueprint.route("/<nomination_id>", methods=["PATCH"])
@requires("officer", "award-secretary")
@command(schemas.EditNomination, schemas.NominationView, target=NOMINATIONS.target, key=False)
def edit(tx: Tx, ctx: Context, body: dict[str, Any], nomination: Nomination) -> Nomination:
    """Change a draft."""
    return usecases.edit(tx, ctx, body, nomination)


@blueprint.route("/<nomination_id>/submit", methods=["POST"])
@requires("leader")
@command(schemas.SubmitNomination, schemas.NominationView, target=NOMINATIONS.target)
def submit(tx: Tx, ctx: Context, body: dict[str, Any], nomination: Nomination) -> Nomination:
    """Hand a nomination in; never an author."""
    return usecases.submit(tx, ctx, body, nomination)
