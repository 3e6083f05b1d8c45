"""Identity: who asks, in which position, what that position may do today; and who may call a route.

1. A route declares `requires(...)` or `public`; an app with a route that declares neither does not start.
2. Before the view runs, the token is verified and the position is read from this service's own
   projection of officers: rights never come from the token.
3. The context of the request is made once; `current()` returns it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

import pymongo
import structlog
from flask import Flask, current_app, g, request

from chassis.context import BUSINESS_ZONE, Actor, Context, Scope
from chassis.documents import read
from chassis.errors import Refusal
from chassis.projections import IDENTITY_SUBSCRIPTIONS as IDENTITY_SUBSCRIPTIONS
from chassis.runtime import runtime
from chassis.tokens import TokenKeys, verify

View = TypeVar("View", bound=Callable[..., Any])
SUBTREE_ROLES = frozenset({"leader", "monitor"})
LOOKUP_SECONDS = 5


@dataclass(frozen=True)
class Access:
    """What a route declares; no roles means any signed-in officer."""

    signed_in: bool
    roles: tuple[str, ...] = ()

    def allows(self, actor: Actor) -> bool:
        """Tell whether the actor's position satisfies the declaration."""
        return not self.roles or not actor.roles.isdisjoint(self.roles)

    def role_of(self, actor: Actor, first: str) -> str:
        """Return the role the actor acts in: the first declared one it holds, else its own first."""
        return next((role for role in self.roles if role in actor.roles), first)


def requires(*roles: str) -> Callable[[View], View]:
    """Declare that a route needs a signed-in officer with one of `roles`."""

    def declare(view: View) -> View:
        view.access = Access(True, roles)  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Declare that anybody may call a route; a valid token still names the actor."""
    view.access = Access(False)  # type: ignore[attr-defined]
    return view


def current() -> Context:
    """Return the context of the request at hand."""
    return cast(Context, g.ctx)


def enforce(app: Flask) -> None:
    """Make `app` check every request; raises RuntimeError naming each route without a declaration."""
    declared = {name: getattr(view, "access", None) for name, view in app.view_functions.items()}
    # Static files are served by a function of Flask's, which takes no declaration.
    declared |= {name: Access(False) for name in declared if name.rpartition(".")[2] == "static"}
    silent = sorted(name for name, access in declared.items() if access is None)
    if silent:
        raise RuntimeError(f"declare requires(...) or public on: {', '.join(silent)}")
    app.extensions["access"] = declared
    app.extensions["token_keys"] = TokenKeys(runtime(app).settings.directory_url)
    app.before_request(_check)


def refuse_wrong_role(actor: Actor) -> None:
    """Raise Refusal `forbidden` unless the route at hand allows the actor."""
    if not _access().allows(actor):
        raise Refusal("forbidden")


def _access() -> Access:
    return cast(Access, current_app.extensions["access"][request.endpoint])


def _check() -> None:
    if request.endpoint is None:
        return
    access = _access()
    g.ctx = _context(access)
    actor = g.ctx.actor
    structlog.contextvars.bind_contextvars(actor_id=actor.officer_id, agency_id=actor.agency_id)
    # A route with an object looks for it first: a foreign object answers 404 before any 403.
    finds_object = getattr(current_app.view_functions[request.endpoint], "finds_object", False)
    if access.signed_in and not (finds_object and request.view_args):
        refuse_wrong_role(actor)


def _context(access: Access) -> Context:
    moment = datetime.now(UTC)
    now = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    try:
        actor, first = _signed_in_actor(now.astimezone(BUSINESS_ZONE).date())
    except Refusal:
        if access.signed_in:
            raise
        actor, first = Actor("anonymous", ""), "anonymous"
    role, scope = access.role_of(actor, first), scope_of(actor)
    return Context(actor, role, scope, now, correlation_id=g.request_id, traceparent=g.traceparent)


def _signed_in_actor(today: date) -> tuple[Actor, str]:
    here = runtime()
    token = (here.service.token_of or _bearer)(request)
    if not token:
        raise Refusal("unauthenticated")
    claims = verify(token, current_app.extensions["token_keys"])
    with pymongo.timeout(LOOKUP_SECONDS):
        if not here.caught_up():
            raise Refusal("not-ready")
        officer = here.database.reading().get("officers", str(claims["sub"]))
    position = position_on(officer, str(claims["pos"]), today)
    if position is None:
        raise Refusal("forbidden")
    roles = position["roles"]
    return read(Actor, position | {"officer_id": str(claims["sub"])}), roles[0] if roles else "officer"


def _bearer(asked: Any) -> str | None:
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def position_on(officer: Mapping[str, Any] | None, position_id: str, day: date) -> dict[str, Any] | None:
    """Return the officer's position when officer and position are valid on `day` (last day included)."""
    positions = officer["positions"] if officer and officer["active"] else []
    held = (position for position in positions if position["position_id"] == position_id)
    return next((position for position in held if _covers(position, day.isoformat())), None)


def _covers(position: Mapping[str, Any], day: str) -> bool:
    return (position.get("valid_from") or day) <= day <= (position.get("valid_to") or day)


def scope_of(actor: Actor) -> Scope:
    """Return what the actor may see: its agency and unit, and for leaders and monitors all below."""
    own = frozenset(agency for agency in (actor.agency_id, actor.unit_id) if agency)
    return Scope(own, frozenset() if actor.roles.isdisjoint(SUBTREE_ROLES) else own)
