"""The positions an officer may act in today, and how a session goes over to another."""

from __future__ import annotations

from datetime import date
from typing import Any

from chassis.identity import position_on
from chassis.transaction import Tx
from services.portal.sessions import directory
from services.portal.sessions.tokens import content_of, current_session


def held(tx: Tx, officer_id: str, day: date) -> list[dict[str, Any]]:
    """Return the positions that an officer holds on a day, as the directory last told."""
    officer = tx.get("officers", officer_id) or {"positions": []}
    ids = [position["position_id"] for position in officer["positions"]]
    return [found for id in ids if (found := position_on(officer, id, day))]


def take(position_id: str) -> None:
    """Go on in another position, under a new session id.

    Raises Refusal as `directory.renew` does; the session stays as it is, unless the directory has ended it.
    """
    session = current_session()
    session.begin(content_of(directory.renew(session["refresh_token"], position_id)))
