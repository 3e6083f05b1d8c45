"""The routes of sessions and keys, open to anybody; they need no Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, current_app, request
from flask_smorest import Blueprint

from chassis import problems
from chassis.app import database
from chassis.errors import Refusal
from chassis.identity import current, public
from chassis.requests import Schema
from chassis.runtime import runtime
from chassis.schemas import NoArgs
from services.directory.sessions import usecases
from services.directory.sessions.keys import KeyFolder
from services.directory.sessions.schemas import (
    KeySetView,
    NothingView,
    RefreshBody,
    SessionView,
    SignInBody,
    SignOutBody,
)
from services.directory.sessions.usecases import Desk

if TYPE_CHECKING:
    from services.directory.settings import DirectorySettings

blueprint = Blueprint("sessions", __name__, url_prefix="/v1/sessions", description="Signing in and out")
well_known = Blueprint("keys", __name__, url_prefix="/.well-known", description="Keys that verify tokens")

Work = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def _answering(body: type[Schema], view: type[Schema]) -> Callable[[Work], Callable[[], Response]]:
    """Make a view of a function of the loaded body; nothing of such an answer may be kept anywhere."""
    schema, view_schema = body(), view()

    def decorate(work: Work) -> Callable[[], Response]:
        def answer() -> Response:
            try:
                found = work(schema.load(request.get_json()))
            except Refusal as refusal:
                return _refused(refusal)
            made = current_app.response_class(orjson.dumps(view_schema.dump(found)), 200)
            made.mimetype = "application/json"
            made.headers["Cache-Control"] = "no-store"
            return made

        answer.__name__, answer.__doc__ = work.__name__, work.__doc__
        answer._apidoc = {"command": (schema, view_schema, {"key": False})}  # type: ignore[attr-defined]
        return answer

    return decorate


def _refused(refusal: Refusal) -> Response:
    made = problems.refused(refusal)
    if "seconds" in refusal.facts:
        made.headers["Retry-After"] = str(refusal.facts["seconds"])
    return made


@blueprint.route("", methods=["POST"])
@public
@_answering(SignInBody, SessionView)
def sign_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sign in with a password for one position."""
    return usecases.sign_in(_desk(), current(), body)


@blueprint.route("/refresh", methods=["POST"])
@public
@_answering(RefreshBody, SessionView)
def renew(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Get a new token, for the same or another position."""
    return database().transaction(lambda tx: usecases.renew(tx, _desk(), current(), body))


@blueprint.route("/end", methods=["POST"])
@public
@_answering(SignOutBody, NothingView)
def sign_out(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sign out."""
    database().transaction(lambda tx: usecases.sign_out(tx, current(), body))
    return {}


@well_known.route("/jwks.json", methods=["GET"])
@public
def read_keys() -> Response:
    """Return the keys with which tokens are verified."""
    known = KeyFolder(_settings().signing_keys_dir).published(datetime.now(UTC))
    made = current_app.response_class(orjson.dumps(known), 200, mimetype="application/json")
    made.headers["Cache-Control"] = "public, max-age=300"
    return made


read_keys._apidoc = {"query": (NoArgs(), KeySetView(), False)}


def _settings() -> DirectorySettings:
    settings: DirectorySettings = runtime().settings  # type: ignore[assignment]
    return settings


def _desk() -> Desk:
    return Desk(database(), KeyFolder(_settings().signing_keys_dir), _address(_settings().trusted_proxies))


def _address(proxies: str) -> str:
    """Return where a request comes from: the nearest address on its way that is no trusted proxy."""
    trusted = {one.strip() for one in proxies.split(",")}
    way = [*request.access_route, request.remote_addr or "unknown"]
    return next((address for address in reversed(way) if address not in trusted), way[0])
