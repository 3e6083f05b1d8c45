"""The routes of awards given: for their parties, for the publisher, and for everybody."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import public, requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.awards.publication import schemas, store, usecases
from services.awards.publication.domain import Award

blueprint = Blueprint("awards", __name__, url_prefix="/v1", description="Awards given, and those made known")
FRESH_SECONDS = 60


def cached(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let anybody's cache keep what is the same for everybody; the ETag tells when it has changed."""

    @functools.wraps(view)
    def answer(**path: Any) -> Response:
        made = view(**path)
        made.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return made

    return answer


@blueprint.route("/awards", methods=["GET"])
@requires()
@query(schemas.AwardView, args=schemas.AwardArgs, page=True)
def list_awards(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the awards one's agency asked for or gave; leaders, monitors and publishers see those below."""
    return store.listed(tx, ctx, args)


@blueprint.route("/awards/<award_id>", methods=["GET"])
@requires()
@query(schemas.AwardView)
def read(tx: Tx, ctx: Context, args: dict[str, Any], award_id: str) -> Award | None:
    """Read an award."""
    return store.visible(tx, ctx, award_id)


@blueprint.route("/awards/<award_id>/publicise", methods=["POST"])
@requires("publisher")
@command(schemas.PubliciseAward, schemas.AwardView, target=store.visible)
def publicise(tx: Tx, ctx: Context, body: dict[str, Any], award: Award) -> Award:
    """Make an award known."""
    return usecases.publicise(tx, ctx, body, award)


@blueprint.route("/public/awards", methods=["GET"])
@public
@cached
@query(schemas.PublicAward, args=schemas.PublicAwardArgs, page=True)
def list_public(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the awards made known, the latest first; no sign-in."""
    return store.public_page(tx, args)


@blueprint.route("/public/awards/<award_id>", methods=["GET"])
@public
@cached
@query(schemas.PublicAward)
def read_public(tx: Tx, ctx: Context, args: dict[str, Any], award_id: str) -> Award | None:
    """Read an award made known; no sign-in."""
    return store.public(tx, award_id)
