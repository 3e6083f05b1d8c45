"""Pages of lists: keyset paging with a signed cursor, so that page 1,000 costs what page 1 costs."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self, TypedDict, Unpack

from bson import json_util
from itsdangerous import BadData, URLSafeSerializer
from pymongo.database import Database

from chassis.errors import Refusal
from chassis.schemas import DEFAULT_PAGE, MAX_PAGE
from chassis.transaction import Tx

Sort = Sequence[tuple[str, int]]
_JSON = json_util.JSONOptions(tz_aware=True, json_mode=json_util.JSONMode.CANONICAL)


@dataclass(frozen=True)
class Page:
    """Some items of a list and the cursor of the next page, None on the last.

    `plain` items are already what the answer shows of them: nothing is converted any more.
    """

    items: list[Any]
    next_cursor: str | None = None
    plain: bool = False

    def map(self, view: Callable[[Any], Any]) -> Self:
        """Return the page with `view` of each item."""
        return replace(self, items=[view(item) for item in self.items])


class Paging(TypedDict, total=False):
    """What a list may be asked: `limit` and `cursor` of ListArgs.

    With `fields` nothing else is read, and the items are plain: `id` and these, as stored. They must hold
    what the list is sorted by. `also` finds by another way, for the filter of what comes after the cursor,
    at most a page and one of what else belongs to a list in the order of ids.
    """

    limit: int
    cursor: str | None
    fields: Sequence[str]
    also: Callable[[dict[str, Any]], list[dict[str, Any]]]


def page(
    tx: Tx, collection: str, filter: Mapping[str, Any], sort: Sort = (("_id", -1),), **paging: Unpack[Paging]
) -> Page:
    """Return the documents of `filter` in the order of `sort`, after `cursor`.

    `sort` is one field, completed with `_id`; absent and null values come first going up and last going down.
    Raises Refusal `invalid-input` at /cursor for a cursor that is not ours or belongs to another list.
    """
    order = list(sort) if any(field == "_id" for field, _ in sort) else [*sort, ("_id", sort[-1][1])]
    signer = URLSafeSerializer(_secret(tx.db), salt=f"{collection}:{order}")
    limit = min(max(paging.get("limit") or DEFAULT_PAGE, 1), MAX_PAGE)
    after = _after(order, _read(signer, asked)) if (asked := paging.get("cursor")) else {}
    # Of an `$or` each way gets the bound: from outside the server would bound the ways, but sort them.
    fields, ways = paging.get("fields"), filter["$or"] if list(filter) == ["$or"] else [filter]
    wanted = {"$or": [{"$and": [way, after]} for way in ways]}
    items = list(tx.db[collection].find(wanted, fields, session=tx.session).sort(order).limit(limit + 1))
    if also := paging.get("also"):
        both = {one["_id"]: one for one in (*items, *also(after))}
        items = [both[id] for id in sorted(both, reverse=order[0][1] < 0)][: limit + 1]
    cursor = _written(signer, order, items[limit - 1]) if len(items) > limit else None
    if fields:
        items = [{"id": one["_id"]} | {name: one.get(name) for name in fields} for one in items]
    return Page(items[:limit], cursor, bool(fields))


def _after(order: Sort, values: Sequence[Any]) -> dict[str, Any]:
    """Return the filter of what comes after a row: a bound for the index, and what of it has been shown.

    Said as an `$or` the server would find no bound, and look through all pages before.
    """
    (field, direction), (_, id_direction), value = order[0], order[-1], values[0]
    if field == "_id":
        return {"_id": {"$gt" if direction > 0 else "$lt": value}}
    shown = {field: value, "_id": {"$lte" if id_direction > 0 else "$gte": values[-1]}}
    return {"$nor": [shown], **_from(field, direction, value)}


def _from(field: str, direction: int, value: Any) -> dict[str, Any]:
    if direction > 0:
        return {} if value is None else {field: {"$gte": value}}
    # A comparison never matches null, which a descending order puts last.
    return {field: None} if value is None else {field: {"$not": {"$gt": value}}}


def _read(signer: URLSafeSerializer, cursor: str) -> list[Any]:
    try:
        return list(json_util.loads(signer.loads(cursor), json_options=_JSON))
    except BadData as error:
        raise Refusal("invalid-input", "/cursor") from error


def _written(signer: URLSafeSerializer, order: Sort, document: Mapping[str, Any]) -> str:
    values = [document.get(field) for field, _ in order]
    return str(signer.dumps(json_util.dumps(values, json_options=_JSON)))


@cache
def _secret(db: Database[Any]) -> bytes:
    """Return the key of the cursors, made once and shared by all processes through their database."""
    made = {"$setOnInsert": {"key": secrets.token_bytes(32)}}
    db["bootstrap"].update_one({"_id": "cursor-key"}, made, upsert=True)
    return bytes(db["bootstrap"].distinct("key", {"_id": "cursor-key"})[0])
