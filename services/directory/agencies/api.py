"""The routes of agencies: every officer reads the tree, an administrator changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_smorest import Blueprint

from chassis.identity import requires
from chassis.requests import Page, command, query
from services.directory.agencies import store, usecases
from services.directory.agencies.schemas import AgencyArgs, AgencyBody, AgencyChanges, AgencyView

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx
    from services.directory.agencies.domain import Agency

blueprint = Blueprint("agencies", __name__, url_prefix="/v1/agencies", description="The tree of agencies")


@blueprint.route("", methods=["GET"])
@requires()
@query(AgencyView, args=AgencyArgs, page=True)
def list_agencies(tx: Tx, ctx: Context, args: Mapping[str, Any]) -> Page:
    """List the agencies that exist on a day."""
    return store.listed(tx, args, ctx.today)


@blueprint.route("/<agency_id>", methods=["GET"])
@requires()
@query(AgencyView)
def read_agency(tx: Tx, ctx: Context, args: Mapping[str, Any], agency_id: str) -> Agency | None:
    """Read one agency, in force or not."""
    return store.find(tx, ctx, agency_id)


@blueprint.route("", methods=["POST"])
@requires("admin")
@command(AgencyBody, AgencyView, status=201)
def establish_agency(tx: Tx, ctx: Context, body: Mapping[str, Any]) -> Agency:
    """Establish an agency."""
    return usecases.establish_agency(tx, ctx, body)


@blueprint.route("/<agency_id>", methods=["PATCH"])
@requires("admin")
@command(AgencyChanges, AgencyView, target=store.find, key=False)
def change_agency(tx: Tx, ctx: Context, body: Mapping[str, Any], agency: Agency) -> Agency:
    """Change an agency."""
    return usecases.change_agency(tx, ctx, body, agency)
