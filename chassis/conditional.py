"""Conditional requests: the version of an object as its ETag, If-Match before a change (RFC 9110)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from chassis.errors import Refusal


def version_of(found: Any) -> int | None:
    """Return the version of an object or document, None when it has none."""
    version = found.get("version") if isinstance(found, Mapping) else getattr(found, "version", None)
    return version if isinstance(version, int) else None


def etag_of(found: Any) -> str | None:
    """Return the unquoted ETag `v<version>`, None for an object without version."""
    version = version_of(found)
    return None if version is None else f"v{version}"


def require_match(found: Any) -> None:
    """Raise Refusal unless If-Match names the version of `found`.

    `precondition-required` when the header is absent; `version-mismatch` for any other version, for a
    weak one and for `*`, because a client must say what it has read.
    """
    if "If-Match" not in request.headers:
        raise Refusal("precondition-required", "If-Match")
    etag = etag_of(found)
    if etag is None or not request.if_match.is_strong(etag):
        raise Refusal("version-mismatch", "If-Match")
