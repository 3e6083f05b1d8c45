"""Commands and queries: the one order of checks of every route (events.md §6), in one transaction.

A command: 401, then its object 404, its role 403, its Idempotency-Key 400, the replay, If-Match 428 or
412, its body 422, and then the use case; the answer is dumped inside the same transaction.

A key repeats an answer instead of an effect (security.md §3): the answer is stored in the transaction of its
effect. Of two requests at once with one key the second meets a write conflict, runs again and finds the
answer of the first.
"""

import functools
import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

import orjson
import pymongo
from flask import Response, request

from chassis.context import Actor, Context
from chassis.errors import Refusal
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
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
Function = Callable[..., Any]
View = Callable[..., Response]
Decorator = Callable[[Function], View]
Answering = Callable[[Mapping[str, Any]], Response]


class CommandOptions(TypedDict, total=False):
    """What a command may say besides its schemas; see `command`."""

    target: Callable[..., Any] | None
    status: int
    serialise: Callable[[Context, Mapping[str, Any]], str] | None
    key: bool


def command(body: type[Schema] | None, answer: type[Schema], **options: Unpack[CommandOptions]) -> Decorator:
    """Make a view of `function(tx, ctx, body[, found])`, which returns the object to answer with.

    `target(tx, ctx, **path)` finds the object acted upon, None is 404; then If-Match is required and the
    object is the fourth argument. `serialise(ctx, path)` names an in-process lock held around the
    transaction. `key=False` for a PATCH, which If-Match alone protects. The function may run more than once.
    """
    body_schema, view_schema = body() if body else NoArgs(), answer()

    def decorate(function: Function) -> View:
        run = _Command(function, body_schema, view_schema, options)
        described = (body_schema, view_schema, options)
        return _view(function, run.answer, finds_object="target" in options, command=described)

    return decorate


def query(answer: type[Schema], args: type[Schema] = NoArgs, page: bool = False) -> Decorator:
    """Make a view of `function(tx, ctx, args, **path)`, which reads and returns an object, or a Page.

    None is 404. An unknown query parameter is 422, so that a mistyped filter never shows everything. An
    object answers with the ETag of its version, a page with one of its bytes; If-None-Match gives 304.
    """
    schema, view_schema = args(), answer()

    def decorate(function: Function) -> View:
        def read(path: Mapping[str, Any]) -> Response:
            asked = schema.load(_query_parameters())
            with pymongo.timeout(READ_SECONDS):
                found = _permitted(function(runtime().database.reading(), current(), asked, **path))
            made = _page_response(found, view_schema) if page else _answer(found, view_schema)
            made.make_conditional(request)
            return made

        return _view(function, read, finds_object=True, query=(schema, view_schema, page))

    return decorate


def _view(function: Function, answer: Answering, *, finds_object: bool, **described: Any) -> View:
    """Make the view: with the name of `function`, and what identity and the API's description ask of it."""

    @functools.wraps(function)
    def view(**path: Any) -> Response:
        return answer(path)

    view.finds_object, view._apidoc = finds_object, described  # type: ignore[attr-defined]
    return view


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
        with _lock(serialise(ctx, path)) if serialise else nullcontext():
            return database.transaction(lambda tx: self._run(tx, ctx, path, raw))

    def _run(self, tx: Tx, ctx: Context, path: Mapping[str, Any], raw: bytes) -> Response:
        find = self.options.get("target")
        found = _permitted(find(tx, ctx, **path)) if find else None
        key = _key_of(ctx.actor) if self.options.get("key", True) else None
        asked = _json(raw)
        replay = _replay(tx, key, asked) if key else None
        if replay is not None:
            return replay
        if found is None:
            result = self.function(tx, ctx, self.body.load(asked), **path)
        else:
            _require_match(found)
            result = self.function(tx, ctx, self.body.load(asked), found)
        answer = _answer(result, self.view, self.options.get("status", 200))
        if key:
            _keep(tx, ctx, key, asked, answer)
        return answer


def _permitted(found: Any) -> Any:
    """Return what was found; raises Refusal for nothing, and only then for a role that may not ask for it."""
    if found is None:
        raise Refusal("not-found")
    refuse_wrong_role(current().actor)
    return found


def _answer(found: Any, view: Schema, status: int = 200) -> Response:
    """Return the answer with an object: its version as ETag (RFC 9110), and where it is when it is new."""
    body, etag = view.dump(found), _etag_of(found)
    made = _response(body, status)
    if etag:
        made.set_etag(etag)
    if status == 201 and "id" in body:
        made.headers["Location"] = f"{request.path.rstrip('/')}/{body['id']}"
    return made


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


def _key_of(actor: Actor) -> str:
    """Return the id of the request's record: principal, method, path and key.

    Raises Refusal `idempotency-key-missing` unless the header has 1 to 255 printable characters.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Refusal("idempotency-key-missing", "Idempotency-Key")
    parts = [actor.officer_id, actor.position_id, request.method, request.path, key]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _fingerprint(body: Any) -> str:
    """Return the hash of a parsed body, the same for the same JSON in another order of keys."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _replay(tx: Tx, key: str, body: Any) -> Response | None:
    """Return the stored answer of `key`; raises Refusal `idempotency-key-reused` when the body differs."""
    known = tx.db["idempotency"].find_one({"_id": key}, session=tx.session)
    if known is None:
        return None
    if known["fingerprint"] != _fingerprint(body):
        raise Refusal("idempotency-key-reused", "Idempotency-Key")
    return Response(known["body"], known["status"], known["headers"] | {"Idempotency-Replayed": "true"})


def _keep(tx: Tx, ctx: Context, key: str, body: Any, answer: Response) -> None:
    """Keep the answer with its effect; the TTL index of the collection drops it after 72 hours."""
    said = {"status": answer.status_code, "headers": dict(answer.headers), "body": answer.get_data()}
    tx.insert("idempotency", {"_id": key, "fingerprint": _fingerprint(body), "created_at": ctx.now} | said)


_LOCKS = [threading.Lock() for _ in range(256)]


@contextmanager
def _lock(name: str) -> Iterator[None]:
    """Hold the lock of `name`, so that neighbours in one process wait instead of conflicting in the store."""
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
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Refusal("invalid-value", f"/{name}")
    return request.args.to_dict()


def _response(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, mimetype="application/json")


def _page_response(found: Page, view: Schema) -> Response:
    items = found.items if found.plain else view.dump(found.items, many=True)
    made = _response({"items": items, "next_cursor": found.next_cursor})
    if found.next_cursor:
        asked = urlencode({**request.args.to_dict(), "cursor": found.next_cursor})
        made.headers["Link"] = f'<{request.path}?{asked}>; rel="next"'
    made.add_etag(weak=True)
    return made
