"""Signing keys: Ed25519 keys in a folder, one file each, readable by the owner only.

The newest file with a private part signs. Rotation takes the private part out of the older ones and
keeps their public part published until the last token signed with them has ended.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

# A token's life, its verifier's leeway and a minute for a slow clock.
KEPT_AFTER_ROTATION = timedelta(minutes=17)
PUBLIC = ("kty", "crv", "x", "kid", "use", "alg")


class KeyFolder:
    """The keys in one folder; every process of the issuer reads the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signing(self) -> tuple[str, Ed25519PrivateKey]:
        """Return the id and the private part of the key in use; makes the first one."""
        known = self._signing_key()
        if known is None:
            self.rotate(datetime.now(UTC))
            known = self._signing_key()
        if known is None:
            raise RuntimeError(f"no signing key could be made in {self._folder}")
        return known["kid"], OKPAlgorithm.from_jwk(known)  # type: ignore[return-value]

    def published(self, now: datetime) -> dict[str, Any]:
        """Return the key set with which tokens are verified; makes the first key."""
        self.signing()
        listed = [key for key in self._keys() if not _ended(key, now)]
        return {"keys": [{name: key[name] for name in PUBLIC} for key in listed]}

    def rotate(self, now: datetime) -> str:
        """Sign with a new key from now on; returns its id. Keys whose tokens have ended are deleted."""
        older = self._keys()
        made = _new_key(now)
        self._write(made)
        for key in older:
            if _ended(key, now):
                self._path(key).unlink(missing_ok=True)
            elif "d" in key:
                private = {"d"}
                self._write(
                    {name: key[name] for name in key if name not in private} | {"retired_at": now.isoformat()}
                )
        return str(made["kid"])

    def _signing_key(self) -> dict[str, Any] | None:
        return next((key for key in reversed(self._keys()) if "d" in key), None)

    def _keys(self) -> list[dict[str, Any]]:
        found = (orjson.loads(path.read_bytes()) for path in self._folder.glob("*.json"))
        return sorted(found, key=lambda key: (key["created_at"], key["kid"]))

    def _path(self, key: dict[str, Any]) -> Path:
        return self._folder / f"{key['kid']}.json"

    def _write(self, key: dict[str, Any]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f"{key['kid']}.{secrets.token_hex(4)}.new"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(orjson.dumps(key))
        unfinished.replace(self._path(key))


def _new_key(now: datetime) -> dict[str, Any]:
    known: dict[str, Any] = OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True)
    about = {"kid": secrets.token_hex(8), "use": "sig", "alg": "EdDSA"}
    return known | about | {"created_at": now.isoformat()}


def _ended(key: dict[str, Any], now: datetime) -> bool:
    retired = key.get("retired_at")
    return retired is not None and datetime.fromisoformat(retired) + KEPT_AFTER_ROTATION < now
