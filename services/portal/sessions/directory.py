"""The directory's sessions over HTTP: asked for tokens, never for rights."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests
from flask import g, request

from chassis.errors import Refusal
from chassis.runtime import runtime

# To connect, and between bytes of the answer; a password takes the directory a fraction of a second.
TIMEOUT_SECONDS = (2, 8)
AWAY_SECONDS = 10
REFUSALS = frozenset({"wrong-credentials", "position-ended", "session-ended"})


@dataclass(frozen=True)
class Granted:
    """A token for one position and what renews it."""

    token: str
    refresh_token: str
    seconds: int


def sign_in(username: str, password: str) -> Granted:
    """Return what the directory grants for a password.

    Raises Refusal: `wrong-credentials`, also for input it does not even read, `position-ended`,
    `too-many-attempts` or `directory-away` with the `seconds` to wait.
    """
    return _granted(_post("", {"username": username, "password": password}))


def renew(refresh_token: str, position_id: str | None = None) -> Granted:
    """Return a new token of a session, for another position if one is named.

    Raises Refusal `session-ended`, or as `sign_in` does.
    """
    position = {"position_id": position_id} if position_id else {}
    return _granted(_post("/refresh", {"refresh_token": refresh_token} | position))


def sign_out(refresh_token: str) -> None:
    """Tell the directory that a session has ended; raises Refusal as `sign_in` does."""
    _post("/end", {"refresh_token": refresh_token})


def _post(path: str, body: dict[str, str]) -> dict[str, Any]:
    url = f"{runtime().settings.directory_url.rstrip('/')}/v1/sessions{path}"
    try:
        answer = requests.post(
            url, json=body, headers=_headers(), timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
        told = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise _away() from error
    if answer.status_code == HTTPStatus.OK and isinstance(told, dict):
        return told
    raise _refusal(answer.status_code, told, answer.headers.get("Retry-After", ""))


def _headers() -> dict[str, str]:
    # The directory limits attempts per address: of the person, not of the portal. Whoever stands before the
    # portal told the earlier part; which of them to believe is the directory's setting.
    way = [*request.headers.getlist("X-Forwarded-For"), request.remote_addr or "unknown"]
    return {
        "X-Forwarded-For": ", ".join(way),
        "X-Request-ID": g.request_id,
        "traceparent": g.traceparent,
    }


def _refusal(status: int, told: Any, wait: str) -> Refusal:
    code = told.get("code") if isinstance(told, dict) else None
    if code == "too-many-attempts":
        return Refusal(code, seconds=int(wait) if wait.isdigit() else 60)
    if code in REFUSALS:
        return Refusal(str(code))
    return Refusal("wrong-credentials") if status == HTTPStatus.UNPROCESSABLE_ENTITY else _away()


def _away() -> Refusal:
    return Refusal("directory-away", seconds=AWAY_SECONDS)


def _granted(told: dict[str, Any]) -> Granted:
    try:
        return Granted(str(told["access_token"]), str(told["refresh_token"]), int(told["expires_in"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _away() from error
