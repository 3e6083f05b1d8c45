"""Access tokens: one position each, a quarter of an hour, signed with the folder's key."""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt

from chassis.tokens import AUDIENCE, ISSUER, TOKEN_TYPE
from services.directory.sessions.keys import KeyFolder

LIFE = timedelta(minutes=15)


def issue(keys: KeyFolder, officer_id: str, position_id: str, now: datetime) -> str:
    """Return a token for an officer in one position."""
    kid, key = keys.signing()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": officer_id,
        "pos": position_id,
        "iat": now,
        "nbf": now,
        "exp": now + LIFE,
    }
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"typ": TOKEN_TYPE, "kid": kid})
