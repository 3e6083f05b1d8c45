"""The token of a request: a page's from its session, renewed before it ends; a system's from the header."""

from __future__ import annotations

import time
from typing import cast

from flask import Request, session

from chassis.errors import Refusal
from services.portal.sessions import directory
from services.portal.sessions.browser import BrowserSession
from services.portal.sessions.directory import Granted

API_PREFIX = "/v1/"
# Long enough that a page whose forms are filled in slowly still has a token, short of its 15 minutes.
RENEWED_SECONDS_BEFORE = 120


def current_session() -> BrowserSession:
    """Return the browser's session."""
    return cast(BrowserSession, session)


def token_of(asked: Request) -> str | None:
    """Return the token of a request; a cookie never opens the API, a header never opens a page."""
    if asked.path.startswith(API_PREFIX):
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None
    known = current_session()
    if known.lost:
        raise Refusal("unavailable")
    if "token" in known and known["token_ends"] - time.time() < RENEWED_SECONDS_BEFORE:
        _renew(known)
    return known.get("token")


def content_of(granted: Granted) -> dict[str, str | float]:
    """Return what a session keeps of a grant."""
    ends = time.time() + granted.seconds
    return {"token": granted.token, "refresh_token": granted.refresh_token, "token_ends": ends}


def _renew(known: BrowserSession) -> None:
    """Renew the token; while the directory is away the old one serves until it ends."""
    try:
        known.update(content_of(directory.renew(known["refresh_token"])))
    except Refusal as refusal:
        if refusal.code != "directory-away":
            known.end()
        elif known["token_ends"] < time.time():
            raise
