"""Flask's session on the server: the cookie holds an id and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from pymongo.errors import PyMongoError
from werkzeug.datastructures import CallbackDict

from chassis.runtime import runtime
from services.portal.sessions import store

COOKIE = "liemchinh"
# As long as the directory renews a token; a session nobody has signed in to ends sooner.
SIGNED_IN, ANONYMOUS = timedelta(hours=12), timedelta(hours=1)
_log = structlog.get_logger("services.portal.sessions")


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """The content of a session; `changed` until it is kept."""

    def __init__(self, id: str, content: dict[str, Any], expires_at: datetime, *, fresh: bool) -> None:
        super().__init__(content, on_update=_mark)
        self.id = id
        self.expires_at = expires_at
        self.new = fresh
        self.modified = False
        # The store did not answer when the session was asked for.
        self.lost = False

    def keep(self) -> None:
        """Keep the content now; raises PyMongoError, which a page answers as unavailable."""
        store.keep(runtime().database, self.id, dict(self), self.expires_at)
        self.modified = False

    def begin(self, content: dict[str, Any]) -> None:
        """Begin anew under another id, so that an id from before the sign-in opens nothing."""
        store.forget(runtime().database, self.id)
        self.clear()
        self.update(content)
        self.id, self.new = store.new_id(), True
        self.expires_at = datetime.now(UTC) + SIGNED_IN
        self.keep()

    def end(self) -> None:
        """Forget the session here and in the store."""
        store.forget(runtime().database, self.id)
        self.clear()


def _mark(session: Any) -> None:
    session.modified = True


class StoredSessions(SessionInterface):
    """Opens and keeps sessions; a request without our cookie asks nothing of the store."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """Return the session of the cookie, else an empty one."""
        now = datetime.now(UTC)
        asked = request.cookies.get(COOKIE, "")
        try:
            found = store.find(runtime(app).database, asked, now) if asked else None
        except PyMongoError:
            # Raised here it would pass by every error page.
            session = _empty(now)
            session.lost = True
            return session
        if found is None:
            return _empty(now)
        return BrowserSession(asked, found["content"], found["expires_at"], fresh=False)

    def save_session(self, app: Flask, session: BrowserSession, response: Response) -> None:  # type: ignore[override]
        """Keep what has changed and set the cookie; an emptied session takes its cookie with it."""
        if not session:
            if session.modified:
                response.delete_cookie(COOKIE, path="/")
            return
        try:
            if session.modified:
                session.keep()
        except PyMongoError as error:
            _log.warning("session.not-kept", error_type=type(error).__name__)
            return
        if session.new:
            _set_cookie(app, session, response)


def _empty(now: datetime) -> BrowserSession:
    return BrowserSession(store.new_id(), {}, now + ANONYMOUS, fresh=True)


def _set_cookie(app: Flask, session: BrowserSession, response: Response) -> None:
    encrypted = runtime(app).settings.public_url.startswith("https")
    response.set_cookie(COOKIE, session.id, path="/", httponly=True, secure=encrypted, samesite="Lax")
