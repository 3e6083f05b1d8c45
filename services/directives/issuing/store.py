"""The directives as stored, and every query about them."""

from __future__ import annotations

from typing import Any

from chassis.transaction import Tx
from services.directives.documents import aggregate_of, document_of
from services.directives.issuing.domain import Directive


def by_id(tx: Tx, directive_id: str) -> Directive | None:
    """Return a directive whoever asks; for handlers and for steps that have checked who may see it."""
    found: dict[str, Any] | None = tx.db["directives"].find_one({"_id": directive_id}, session=tx.session)
    return aggregate_of(Directive, found) if found else None


def add(tx: Tx, directive: Directive) -> None:
    """Keep a new directive."""
    tx.insert("directives", document_of(directive))


def replace(tx: Tx, directive: Directive, expected_version: int) -> None:
    """Keep the next version of a directive; raises Refusal `version-mismatch`."""
    tx.replace("directives", document_of(directive), expected_version)
