"""The routes of officers, their accounts and their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_smorest import Blueprint

from chassis.app import database
from chassis.identity import requires
from chassis.requests import Page, command, query
from services.directory.officers import store, usecases
from services.directory.officers.schemas import (
    AccountBody,
    AccountView,
    ContactArgs,
    ContactView,
    OfficerArgs,
    OfficerBody,
    OfficerChanges,
    OfficerView,
)

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx
    from services.directory.officers.domain import Officer

blueprint = Blueprint(
    "officers", __name__, url_prefix="/v1/officers", description="Officers, their positions"
)
contacts = Blueprint("contacts", __name__, url_prefix="/v1/contacts", description="For services that write")


@blueprint.route("", methods=["GET"])
@requires()
@query(OfficerView, args=OfficerArgs, page=True)
def list_officers(tx: Tx, ctx: Context, args: Mapping[str, Any]) -> Page:
    """List officers."""
    return store.listed(tx, args)


@blueprint.route("/<officer_id>", methods=["GET"])
@requires()
@query(OfficerView)
def read_officer(tx: Tx, ctx: Context, args: Mapping[str, Any], officer_id: str) -> Officer | None:
    """Read one officer."""
    return store.find(tx, ctx, officer_id)


@blueprint.route("", methods=["POST"])
@requires("admin")
@command(OfficerBody, OfficerView, status=201)
def appoint_officer(tx: Tx, ctx: Context, body: Mapping[str, Any]) -> Officer:
    """Appoint a person."""
    return usecases.appoint_officer(tx, ctx, body)


@blueprint.route("/<officer_id>", methods=["PATCH"])
@requires("admin")
@command(OfficerChanges, OfficerView, target=store.find, key=False)
def change_officer(tx: Tx, ctx: Context, body: Mapping[str, Any], officer: Officer) -> Officer:
    """Change or dismiss an officer."""
    return usecases.change_officer(tx, ctx, body, officer)


# PUT without Idempotency-Key: repeating it does no harm, and nothing of a password may be kept with a key.
@blueprint.route("/<officer_id>/account", methods=["PUT"])
@requires("admin")
@command(AccountBody, AccountView, target=store.find, key=False)
def set_account(tx: Tx, ctx: Context, body: Mapping[str, Any], officer: Officer) -> dict[str, Any]:
    """Give an officer a user name and a password."""
    return usecases.set_account(tx, ctx, body, officer)


@contacts.route("", methods=["GET"])
@requires("service")
@query(ContactView, args=ContactArgs, page=True)
def list_contacts(tx: Tx, ctx: Context, args: Mapping[str, Any]) -> Page:
    """Return names and addresses of officers to a service that has to write to them."""
    # In a transaction of its own, because a reading that is not audited must not be answered.
    return Page(database().transaction(lambda tx: usecases.read_contacts(tx, ctx, args["officer_ids"])))
