"""Idempotency: a key repeats an answer instead of an effect (security.md §3).

The answer is stored in the transaction of its effect. Of two requests at once with one key the
second meets a write conflict, runs again and finds the answer of the first.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import orjson
from flask import request

from chassis.context import Actor, Context
from chassis.errors import Refusal
from chassis.transaction import Tx

COLLECTION = "idempotency"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True)
class Answer:
    """A finished answer: status, headers and serialised body."""

    status: int
    headers: dict[str, str]
    body: bytes
    replayed: bool = False


def key_of(actor: Actor) -> str:
    """Return the id of the request's record: principal, method, path and key.

    Raises Refusal `idempotency-key-missing` unless the header has 1 to 255 printable characters.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Refusal("idempotency-key-missing", "Idempotency-Key")
    parts = [actor.officer_id, actor.position_id, request.method, request.path, key]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def fingerprint(body: Any) -> str:
    """Return the hash of a parsed body, the same for the same JSON in another order of keys."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def find(tx: Tx, key: str, body: Any) -> Answer | None:
    """Return the stored answer of `key`; raises Refusal `idempotency-key-reused` when the body differs."""
    known = tx.db[COLLECTION].find_one({"_id": key}, session=tx.session)
    if known is None:
        return None
    if known["fingerprint"] != fingerprint(body):
        raise Refusal("idempotency-key-reused", "Idempotency-Key")
    return Answer(known["status"], known["headers"], known["body"], replayed=True)


def store(tx: Tx, ctx: Context, key: str, body: Any, answer: Answer) -> None:
    """Keep the answer with its effect; the TTL index of the collection drops it after 72 hours."""
    said = {"status": answer.status, "headers": answer.headers, "body": answer.body}
    tx.insert(COLLECTION, {"_id": key, "fingerprint": fingerprint(body), "created_at": ctx.now} | said)
