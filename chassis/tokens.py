"""Tokens: whether a bearer token was issued by directory, by its published keys (security.md §1).

1. The keys come from `<DIRECTORY_URL>/.well-known/jwks.json`, kept ten minutes.
2. An unknown key id asks again, at most once in thirty seconds, so that nobody can hammer the issuer.
3. While directory is down the last good keys stay in use.
"""

from typing import Any

import jwt
from jwt import PyJWKClient
from jwt.exceptions import PyJWKClientConnectionError, PyJWKClientError, PyJWKSetError

from chassis.errors import Refusal

ISSUER = "liemchinh-directory"
AUDIENCE = "liemchinh"
TOKEN_TYPE = "at+jwt"  # noqa: S105 - the media type of RFC 9068
ALGORITHMS = ["EdDSA", "ES256"]
CLAIMS = ["exp", "iat", "iss", "aud", "sub", "pos"]
EXPECTED: Any = {"issuer": ISSUER, "audience": AUDIENCE, "leeway": 60, "options": {"require": CLAIMS}}


class TokenKeys(PyJWKClient):
    """The issuer's keys, with the last good set kept when it cannot be reached."""

    def __init__(self, directory_url: str, *, lifespan: float = 600, cooldown: float = 30) -> None:
        address = f"{directory_url.rstrip('/')}/.well-known/jwks.json"
        super().__init__(address, lifespan=lifespan, timeout=2, cooldown_duration=cooldown)
        self._last_good: Any = None

    def fetch_data(self) -> Any:
        """Return the key set from the issuer, else the last good one; raises when there never was one."""
        try:
            self._last_good = super().fetch_data()
        except (PyJWKClientError, PyJWKSetError):
            if self._last_good is None:
                raise
        return self._last_good


def verify(token: str, keys: PyJWKClient) -> dict[str, Any]:
    """Return the claims of a token of ours.

    Raises Refusal `unauthenticated` for anything wrong with it and `unavailable` when the keys
    were never reachable.
    """
    try:
        header = jwt.get_unverified_header(token)
        if str(header.get("typ", "")).lower() != TOKEN_TYPE or not isinstance(header.get("kid"), str):
            raise Refusal("unauthenticated")
        key = keys.get_signing_key(header["kid"])
        claims: dict[str, Any] = jwt.decode(token, key, ALGORITHMS, **EXPECTED)
    except PyJWKClientConnectionError as error:
        raise Refusal("unavailable") from error
    except jwt.PyJWTError as error:
        raise Refusal("unauthenticated") from error
    return claims
