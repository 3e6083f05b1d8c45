"""The routes of groups: every officer reads and expands them, an administrator states them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_smorest import Blueprint

from chassis.identity import requires
from chassis.requests import ListArgs, Page, command, query
from services.directory.agencies.schemas import AgencyView, AsOfArgs
from services.directory.groups import store, usecases
from services.directory.groups.schemas import GroupBody, GroupChanges, GroupView

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx
    from services.directory.groups.domain import Group

blueprint = Blueprint("groups", __name__, url_prefix="/v1/groups", description="Groups of agencies, as rules")


@blueprint.route("", methods=["GET"])
@requires()
@query(GroupView, args=ListArgs, page=True)
def list_groups(tx: Tx, ctx: Context, args: Mapping[str, Any]) -> Page:
    """List the groups."""
    return store.listed(tx, args)


@blueprint.route("/<group_id>", methods=["GET"])
@requires()
@query(GroupView)
def read_group(tx: Tx, ctx: Context, args: Mapping[str, Any], group_id: str) -> Group | None:
    """Read one group."""
    return store.find(tx, ctx, group_id)


@blueprint.route("/<group_id>/members", methods=["GET"])
@requires()
@query(AgencyView, args=AsOfArgs, page=True)
def list_members(tx: Tx, ctx: Context, args: Mapping[str, Any], group_id: str) -> Page | None:
    """List the agencies that belong to a group on a day."""
    group = store.find(tx, ctx, group_id)
    return usecases.members_of(tx, ctx, group, args) if group else None


@blueprint.route("", methods=["POST"])
@requires("admin")
@command(GroupBody, GroupView, status=201)
def establish_group(tx: Tx, ctx: Context, body: Mapping[str, Any]) -> Group:
    """Establish a group."""
    return usecases.establish_group(tx, ctx, body)


@blueprint.route("/<group_id>", methods=["PATCH"])
@requires("admin")
@command(GroupChanges, GroupView, target=store.find, key=False)
def change_group(tx: Tx, ctx: Context, body: Mapping[str, Any], group: Group) -> Group:
    """Change a group."""
    return usecases.change_group(tx, ctx, body, group)
