"""The routes of directives: who may call them, what they take, which step they run."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.directives.issuing import schemas, store, usecases
from services.directives.issuing.domain import Directive
from services.directives.issuing.store import audience, listing

blueprint = Blueprint(
    "directives", __name__, url_prefix="/v1/directives", description="Documents out, from draft to issued"
)


@blueprint.route("", methods=["POST"])
@requires("officer")
@command(schemas.CreateDirective, schemas.DirectiveView, status=201)
def draft(tx: Tx, ctx: Context, body: dict[str, Any]) -> Directive:
    """Begin a draft; unresolved lines, purposes, bindings and references are proposed."""
    return usecases.draft_directive(tx, ctx, body)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.DirectiveRow, args=schemas.DirectiveArgs, page=True)
def list_directives(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the directives one may see, newest first."""
    return listing.listed(tx, ctx, args)


@blueprint.route("/<directive_id>", methods=["GET"])
@requires()
@query(schemas.DirectiveView)
def read(tx: Tx, ctx: Context, args: dict[str, Any], directive_id: str) -> Directive | None:
    """Read a directive."""
    return store.visible(tx, ctx, directive_id)


@blueprint.route("/<directive_id>", methods=["PATCH"])
@requires("officer", "award-secretary")
@command(schemas.EditDirective, schemas.DirectiveView, target=store.own, key=False)
def edit(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Change a draft; only its author may, or whoever takes up one that an event has made."""
    return usecases.edit_directive(tx, ctx, body, directive)


@blueprint.route("/<directive_id>/submit", methods=["POST"])
@requires("officer", "award-secretary")
@command(schemas.SubmitDirective, schemas.DirectiveView, target=store.own)
def submit(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Hand a draft in for review."""
    return usecases.submit_directive(tx, ctx, body, directive)


@blueprint.route("/<directive_id>/return", methods=["POST"])
@requires("leader")
@command(schemas.ReturnDirective, schemas.DirectiveView, target=store.own)
def send_back(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Give a document in review back to its author."""
    return usecases.return_directive(tx, ctx, body, directive)


@blueprint.route("/<directive_id>/sign", methods=["POST"])
@requires("leader")
@command(schemas.SignDirective, schemas.DirectiveView, target=store.own)
def sign(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Sign a document in review; never its author."""
    return usecases.sign_directive(tx, ctx, body, directive)


@blueprint.route("/<directive_id>/issue", methods=["POST"])
@requires("clerk")
@command(
    schemas.IssueDirective,
    schemas.DirectiveView,
    target=store.own,
    serialise=lambda ctx, path: f"book:{ctx.actor.agency_id}",
)
def issue(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Number a signed document and let it out."""
    return usecases.issue_directive(tx, ctx, body, directive)


@blueprint.route("/<directive_id>/discard", methods=["POST"])
@requires("officer", "leader", "award-secretary")
@command(schemas.DiscardDirective, schemas.DirectiveView, target=store.own)
def discard(tx: Tx, ctx: Context, body: dict[str, Any], directive: Directive) -> Directive:
    """Give a draft up; no number was taken."""
    return usecases.discard_directive(tx, ctx, body, directive)


@blueprint.route("/<directive_id>/recipients", methods=["GET"])
@requires()
@query(schemas.ChunkView, args=schemas.ChunkArgs, page=True)
def recipients(tx: Tx, ctx: Context, args: dict[str, Any], directive_id: str) -> Page | None:
    """List the recipients as frozen, chunk by chunk."""
    if store.visible(tx, ctx, directive_id) is None:
        return None
    return audience.chunk_page(tx, directive_id, args)
