"""Commands and queries: the one order of checks of every route (events.md §6), in one transaction.

A command: 401, then its object 404, its role 403, its Idempotency-Key 400, the replay, If-Match 428 or
412, its body 422, and then the use case; the answer is dumped and stored inside the same transaction.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

import orjson
import pymongo
from flask import Response, current_app, request

from chassis import idempotency
from chassis.context import Context
from chassis.errors import Refusal
from chassis.idempotency import Answer
from chassis.identity import current, refuse_wrong_role
from chassis.pages import Page
from chassis.runtime import runtime
from chassis.schemas import ListArgs, NoArgs, Schema, Text
from chassis.transaction import Tx

__all__ = ["ListArgs", "Page", "Schema", "Text", "command", "query"]

READ_SECONDS = 8
LOCK_SECONDS = 5
MAX_DEPTH = 20
MAX_ITEMS = 1000
Function = Callable[..., Any]


class CommandOptions(TypedDict, total=False):
    """What a command may say besides its schemas; see `command`."""

    target: Callable[..., Any] | None
    status: int
    serialise: Callable[[Context, Mapping[str, Any]], str] | None
    key: bool


def command(
    body: type[Schema] | None, answer: type[Schema], **options: Unpack[CommandOptions]
) -> Callable[[Function], Callable[..., Response]]:
    """Make a view of `function(tx, ctx, body[, found])`, which returns the object to answer with.

    `target(tx, ctx, **path)` finds the object acted upon, None is 404; then If-Match is required and the
    object is the fourth argument. `serialise(ctx, path)` names an in-process lock held around the
    transaction. `key=False` for a PATCH, which If-Match alone protects. The function may run more than once.
    """
    body_schema, view_schema = body() if body else NoArgs(), answer()

    def decorate(function: Function) -> Callable[..., Response]:
        run = _Command(function, body_schema, view_schema, options)

        @functools.wraps(function)
        def view(**path: Any) -> Response:
            return run.answer(path)

        view.finds_object = "target" in options  # type: ignore[attr-defined]
        view._apidoc = {"command": (body_schema, view_schema, options)}  # type: ignore[attr-defined]
        return view

    return decorate


def query(
    answer: type[Schema], args: type[Schema] = NoArgs, page: bool = False
) -> Callable[[Function], Callable[..., Response]]:
    """Make a view of `function(tx, ctx, args, **path)`, which reads and returns an object, or a Page.

    None is 404. An unknown query parameter is 422, so that a mistyped filter never shows everything. An
    object answers with the ETag of its version, a page with one of its bytes; If-None-Match gives 304.
    """
    schema, view_schema = args(), answer()

    def decorate(function: Function) -> Callable[..., Response]:
        @functools.wraps(function)
        def view(**path: Any) -> Response:
            asked = schema.load(_query_parameters())
            with pymongo.timeout(READ_SECONDS):
                found = function(runtime().database.reading(), current(), asked, **path)
            if found is None:
                raise Refusal("not-found")
            refuse_wrong_role(current().actor)
            made = _page_response(found, view_schema) if page else _response(_answer(found, view_schema))
            made.make_conditional(request)
            return made

        view.finds_object = True  # type: ignore[attr-defined]
        view._apidoc = {"query": (schema, view_schema, page)}  # type: ignore[attr-defined]
        return view

    return decorate


@dataclass(frozen=True)
class _Command:
    function: Function
    body: Schema
    view: Schema
    options: CommandOptions

    def answer(self, path: Mapping[str, Any]) -> Response:
        # The body is read before the transaction: a slow client must not hold one open.
        raw, ctx, database = request.get_data(), current(), runtime().database
        serialise = self.options.get("serialise")
        with _lock(serialise(ctx, path) if serialise else None):
            return _response(database.transaction(lambda tx: self._run(tx, ctx, path, raw)))

    def _run(self, tx: Tx, ctx: Context, path: Mapping[str, Any], raw: bytes) -> Answer:
        found = self._target(tx, ctx, path)
        key = idempotency.key_of(ctx.actor) if self.options.get("key", True) else None
        asked = _json(raw)
        replay = idempotency.find(tx, key, asked) if key else None
        if replay:
            return replay
        if found is None:
            result = self.function(tx, ctx, self.body.load(asked), **path)
        else:
            _require_match(found)
            result = self.function(tx, ctx, self.body.load(asked), found)
        answer = _answer(result, self.view, self.options.get("status", 200))
        if key:
            idempotency.store(tx, ctx, key, asked, answer)
        return answer

    def _target(self, tx: Tx, ctx: Context, path: Mapping[str, Any]) -> Any:
        find = self.options.get("target")
        if find is None:
            return None
        found = find(tx, ctx, **path)
        if found is None:
            raise Refusal("not-found")
        refuse_wrong_role(ctx.actor)
        return found


def _answer(found: Any, view: Schema, status: int = 200) -> Answer:
    """Return the answer with an object: its version as ETag (RFC 9110), and where it is when it is new."""
    body, etag = view.dump(found), _etag_of(found)
    headers = {"ETag": f'"{etag}"'} if etag else {}
    if status == 201 and "id" in body:
        headers["Location"] = f"{request.path.rstrip('/')}/{body['id']}"
    return Answer(status, headers, orjson.dumps(body))


def _etag_of(found: Any) -> str | None:
    version = found.get("version") if isinstance(found, Mapping) else getattr(found, "version", None)
    return f"v{version}" if isinstance(version, int) else None


def _require_match(found: Any) -> None:
    """Raise Refusal unless If-Match names the version of `found`; a weak one and `*` name none."""
    if "If-Match" not in request.headers:
        raise Refusal("precondition-required", "If-Match")
    etag = _etag_of(found)
    if etag is None or not request.if_match.is_strong(etag):
        raise Refusal("version-mismatch", "If-Match")


_LOCKS = [threading.Lock() for _ in range(256)]


@contextmanager
def _lock(name: str | None) -> Iterator[None]:
    """Hold the lock of `name`, so that neighbours in one process wait instead of conflicting in the store."""
    if name is None:
        yield
        return
    lock = _LOCKS[hash(name) % len(_LOCKS)]
    if not lock.acquire(timeout=LOCK_SECONDS):
        raise Refusal("busy")
    try:
        yield
    finally:
        lock.release()


def _json(raw: bytes) -> Any:
    """Return the parsed body, {} for none; raises Refusal for what is no JSON, too deep or too long."""
    if not raw:
        return {}
    if not request.is_json:
        raise Refusal("unsupported-media-type")
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Refusal("invalid-json") from error
    _refuse_excess(body, "", 1)
    return body


def _refuse_excess(value: Any, pointer: str, depth: int) -> None:
    if not isinstance(value, dict | list):
        return
    if depth > MAX_DEPTH or (isinstance(value, list) and len(value) > MAX_ITEMS):
        raise Refusal("invalid-value", pointer or "/")
    for name, part in value.items() if isinstance(value, dict) else enumerate(value):
        _refuse_excess(part, f"{pointer}/{name}", depth + 1)


def _query_parameters() -> dict[str, str]:
    repeated = next((name for name, values in request.args.lists() if len(values) > 1), None)
    if repeated is not None:
        raise Refusal("invalid-value", f"/{repeated}")
    return dict(request.args.items())


def _response(answer: Answer) -> Response:
    made = current_app.response_class(answer.body, answer.status, answer.headers, mimetype="application/json")
    if answer.replayed:
        made.headers["Idempotency-Replayed"] = "true"
    return made


def _page_response(found: Page, view: Schema) -> Response:
    items = [view.dump(item) for item in found.items]
    made = _response(Answer(200, {}, orjson.dumps({"items": items, "next_cursor": found.next_cursor})))
    if found.next_cursor:
        asked = urlencode({**request.args.to_dict(), "cursor": found.next_cursor})
        made.headers["Link"] = f'<{request.path}?{asked}>; rel="next"'
    made.add_etag(weak=True)
    return made
