"""The routes of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.directives.dispatch import store as dispatches
from services.directives.dispatch.domain import Dispatch
from services.directives.register import schemas, store, usecases
from services.directives.register.domain import IncomingEntry

blueprint = Blueprint("register", __name__, url_prefix="/v1", description="The register of documents in")


def _one_by_one(ctx: Context, path: Mapping[str, Any]) -> str:
    """Clerks of one agency wait in line for its next number, instead of colliding in the store."""
    return f"book:{ctx.actor.agency_id}"


@blueprint.route("/arrivals/<arrival_id>/register", methods=["POST"])
@requires("clerk")
@command(
    schemas.RegisterArrival,
    schemas.IncomingView,
    target=dispatches.visible,
    status=201,
    serialise=_one_by_one,
)
def register_arrival(tx: Tx, ctx: Context, body: dict[str, Any], dispatch: Dispatch) -> IncomingEntry:
    """Take a directive that arrived into the register; its agency's tasks are made."""
    return usecases.register_arrival(tx, ctx, body, dispatch)


@blueprint.route("/incoming", methods=["POST"])
@requires("clerk")
@command(schemas.RegisterPaper, schemas.IncomingView, status=201, serialise=_one_by_one)
def register_paper(tx: Tx, ctx: Context, body: dict[str, Any]) -> IncomingEntry:
    """Take a document on paper into the register."""
    return usecases.register_paper(tx, ctx, body)


@blueprint.route("/incoming", methods=["GET"])
@requires()
@query(schemas.IncomingView, args=schemas.IncomingArgs, page=True)
def list_incoming(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the register of one's agency, the latest entry first."""
    return store.listed(tx, ctx, args)


@blueprint.route("/incoming/<incoming_id>", methods=["GET"])
@requires()
@query(schemas.IncomingView)
def read_incoming(tx: Tx, ctx: Context, args: dict[str, Any], incoming_id: str) -> IncomingEntry | None:
    """Read an entry of the register."""
    return store.visible(tx, ctx, incoming_id)
