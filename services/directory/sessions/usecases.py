"""Signing in, renewing a token, signing out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chassis.context import Actor
from chassis.errors import Refusal
from chassis.events import new_id
from services.directory.agencies import store as agencies
from services.directory.officers import passwords
from services.directory.officers import store as officers
from services.directory.officers.domain import Officer, Position
from services.directory.sessions import store, tokens
from services.directory.sessions.domain import Attempts

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.mongo import Database
    from chassis.transaction import Tx
    from services.directory.sessions.keys import KeyFolder

LIFE = timedelta(hours=12)
FREE_PER_ACCOUNT, FREE_PER_ADDRESS = 4, 20


@dataclass(frozen=True)
class Desk:
    """What a sign-in needs besides what was asked: the store, the keys, the caller's address."""

    database: Database
    keys: KeyFolder
    address: str


def sign_in(desk: Desk, ctx: Context, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a session for a right password.

    Raises Refusal `too-many-attempts` with `seconds`, `wrong-credentials`, `position-ended` or
    `unknown-reference`. An attempt is counted before the password is looked at, so that many at once
    cannot outrun the count.
    """
    username = asked["username"].strip().lower()
    limits = (
        Attempts(f"account:{store.hash_of(username)}", FREE_PER_ACCOUNT),
        Attempts(f"address:{desk.address}", FREE_PER_ADDRESS),
    )
    wait = desk.database.transaction(lambda tx: _charge(tx, limits, ctx.now))
    if wait:
        raise Refusal("too-many-attempts", seconds=wait)
    account = officers.find_account(desk.database.reading(), username)
    if not passwords.matches(asked["password"], account["password_hash"] if account else None):
        subject = account["_id"] if account else limits[0].id
        desk.database.transaction(lambda tx: _audit(tx, ctx, subject, "sign-in-failed"))
        raise Refusal("wrong-credentials")
    officer_id = str(account["_id"]) if account else ""
    return desk.database.transaction(lambda tx: _open(tx, desk, ctx, _Asked(officer_id, asked, limits)))


def renew(tx: Tx, desk: Desk, ctx: Context, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new access token of a session, for the same or another position of the officer.

    Raises Refusal `session-ended` and, after dismissal or the end of the position, `position-ended`.
    """
    session = store.find(tx, asked["refresh_token"], ctx.now)
    if session is None:
        raise Refusal("session-ended")
    officer, position = _seat(tx, ctx, session["officer_id"], asked.get("position_id"), session)
    store.set_position(tx, session, position.position_id)
    _audit(tx, ctx, officer.id, "renew-session")
    return _answer(tx, desk, ctx, (officer, position, asked["refresh_token"]))


def sign_out(tx: Tx, ctx: Context, asked: Mapping[str, Any]) -> None:
    """Forget a session; an unknown one is forgotten already."""
    session = store.find(tx, asked["refresh_token"], ctx.now)
    if session is not None:
        store.end(tx, session)
        _audit(tx, ctx, session["officer_id"], "sign-out")


@dataclass(frozen=True)
class _Asked:
    officer_id: str
    body: Mapping[str, Any]
    limits: Sequence[Attempts]


def _charge(tx: Tx, limits: Sequence[Attempts], now: datetime) -> int:
    known = store.attempts(tx, limits, now)
    wait = max(one.wait(now) for one in known)
    if not wait:
        for one in known:
            store.save_attempts(tx, one.charged(now), now)
    return wait


def _open(tx: Tx, desk: Desk, ctx: Context, asked: _Asked) -> dict[str, Any]:
    for one in store.attempts(tx, asked.limits, ctx.now):
        forgiven = replace(one, failures=0, blocked_until=None) if one.id.startswith("account:") else one
        store.save_attempts(tx, forgiven.refunded(), ctx.now)
    officer, position = _seat(tx, ctx, asked.officer_id, asked.body.get("position_id"), None)
    refresh_token = secrets.token_urlsafe(32)
    session = {
        "_id": new_id(),
        "officer_id": officer.id,
        "position_id": position.position_id,
        "refresh_hash": store.hash_of(refresh_token),
        "created_at": ctx.now,
        "expires_at": ctx.now + LIFE,
    }
    store.add(tx, session)
    _audit(tx, ctx, officer.id, "sign-in")
    return _answer(tx, desk, ctx, (officer, position, refresh_token))


def _seat(
    tx: Tx, ctx: Context, officer_id: str, wanted: str | None, session: Mapping[str, Any] | None
) -> tuple[Officer, Position]:
    officer = officers.find(tx, ctx, officer_id)
    held = officer.positions_on(ctx.today) if officer else []
    if officer is None or not held:
        raise Refusal("position-ended")
    if wanted is None and session is None:
        return officer, held[0]
    sought = wanted or (session or {})["position_id"]
    position = next((one for one in held if one.position_id == sought), None)
    if position is None:
        raise Refusal("unknown-reference", "/position_id") if wanted else Refusal("position-ended")
    return officer, position


def _audit(tx: Tx, ctx: Context, officer_id: str, action: str) -> None:
    # Whoever signs in is not yet the actor of the request; a wrong user name stands as its hash.
    known = replace(ctx, actor=Actor(officer_id, ctx.actor.agency_id), role="officer")
    tx.audit(known, kind="session", object_id=officer_id, action=action, version=1)


def _answer(tx: Tx, desk: Desk, ctx: Context, opened: tuple[Officer, Position, str]) -> dict[str, Any]:
    officer, position, refresh_token = opened
    held = officer.positions_on(ctx.today)
    ids = {one.agency_id for one in held} | {one.unit_id for one in held if one.unit_id}
    names = agencies.names(tx, ids)
    shown = {one.position_id: _shown(one, names) for one in held}
    return {
        "access_token": tokens.issue(desk.keys, officer.id, position.position_id, ctx.now),
        "token_type": "Bearer",
        "expires_in": int(tokens.LIFE.total_seconds()),
        "refresh_token": refresh_token,
        "officer": {"id": officer.id, "name": officer.name},
        "position": shown[position.position_id],
        "positions": list(shown.values()),
    }


def _shown(position: Position, names: Mapping[str, str]) -> dict[str, Any]:
    unit = names.get(position.unit_id) if position.unit_id else None
    return vars(position) | {"agency_name": names.get(position.agency_id), "unit_name": unit}
