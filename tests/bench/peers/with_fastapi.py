"""FastAPI with the asynchronous driver: issuing a directive and listing directives, the same work.

The domain, the form of outbox and audit rows and every query are the product's, in the same order and in
one transaction; routing, validation and serialising are FastAPI's, the server is uvicorn.
No metrics, no security headers, no problem documents: less than the product does.
"""

import asyncio
import datetime as dt
import hashlib
import json
import os
from typing import Annotated, Any

import jwt
import orjson
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pymongo import AsyncMongoClient, InsertOne, ReturnDocument
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis import outbox
from chassis.calendar import CalendarMissing, add_working_days, year_from
from chassis.context import Actor, Context, Scope
from chassis.documents import aggregate_of, document_of
from chassis.events import new_id
from services.directives.issuing.domain import STATUSES, Audience, Directive, Issuing, Recipient

TOLD = json.loads(os.environ["BENCH_PEER"])
DURABLE = WriteConcern(w="majority", j=True)
OUT = ["issued"]
app = FastAPI()
client = AsyncMongoClient(TOLD["mongo_url"], tz_aware=True)
db = client.get_database(TOLD["mongo_db"], write_concern=DURABLE, read_concern=ReadConcern("majority"))
keys = jwt.PyJWKClient(TOLD["jwks"], lifespan=600)
whole = TypeAdapter(Directive)
books = asyncio.Lock()


class IssueDirective(BaseModel):
    """The day of issue and the book."""

    model_config = ConfigDict(extra="forbid")
    issued_on: dt.date | None = None
    book: str | None = Field(None, max_length=30)


class Origin(BaseModel):
    """The record of another service behind a draft."""

    service: str
    id: str


class Flag(BaseModel):
    """Something to know."""

    code: str
    agency_id: str | None = None
    clause_id: str | None = None
    template: str | None = None


class DirectiveRow(BaseModel):
    """A directive in a list."""

    id: str = Field(validation_alias="_id")
    version: int
    agency_id: str
    status: str
    symbol: str | None
    type: str
    subject: str | None
    public: bool
    signed_on: dt.date | None
    issued_on: dt.date | None
    urgency: str
    implements_id: str | None
    campaign_id: str | None
    origin: Origin | None
    recipient_count: int
    flags: list[Flag]


LISTED = [name for name in DirectiveRow.model_fields if name != "id"]


class Page(BaseModel):
    """A page of directives."""

    items: list[DirectiveRow]
    next_cursor: str | None


async def signed_in(authorization: Annotated[str, Header()]) -> Context:
    """Return who asks, in the position that this store knows."""
    token = authorization.removeprefix("Bearer ")
    key = keys.get_signing_key(jwt.get_unverified_header(token)["kid"])
    known = {"issuer": "liemchinh-directory", "audience": "liemchinh", "leeway": 60}
    claims = jwt.decode(token, key, algorithms=["EdDSA"], **known)
    officer = await db["officers"].find_one({"_id": claims["sub"]})
    if not officer or not officer["active"]:
        raise HTTPException(403)
    position = next((one for one in officer["positions"] if one["position_id"] == claims["pos"]), None)
    if position is None:
        raise HTTPException(403)
    actor = Actor(
        officer_id=claims["sub"],
        agency_id=position["agency_id"],
        position_id=position["position_id"],
        roles=frozenset(position["roles"]),
        permissions=frozenset(position["permissions"]),
    )
    return Context(actor, "clerk", Scope(frozenset({actor.agency_id})), dt.datetime.now(dt.UTC))


Signed = Annotated[Context, Depends(signed_in)]


@app.post("/v1/directives/{directive_id}/issue")
async def issue(
    directive_id: str,
    body: IssueDirective,
    ctx: Signed,
    if_match: Annotated[str, Header()],
    idempotency_key: Annotated[str, Header()],
) -> Response:
    """Number a signed document and let it out."""
    said = [ctx.actor.officer_id, ctx.actor.position_id, directive_id, idempotency_key]
    key = hashlib.sha256(orjson.dumps(said)).hexdigest()

    async def run(session: Any) -> tuple[bytes, int]:
        return await _issue(session, ctx, directive_id, body, (key, if_match))

    async with books, client.start_session() as session:
        answer, version = await session.with_transaction(run, ReadConcern("snapshot"), DURABLE)
    return Response(answer, media_type="application/json", headers={"ETag": f'"v{version}"'})


async def _issue(
    session: Any, ctx: Context, directive_id: str, body: IssueDirective, guards: tuple[str, str]
) -> tuple[bytes, int]:
    key, if_match = guards
    found = await db["directives"].find_one({"_id": directive_id}, session=session)
    if not found or found["agency_id"] != ctx.actor.agency_id:
        raise HTTPException(404)
    if "clerk" not in ctx.actor.roles:
        raise HTTPException(403)
    asked = hashlib.sha256(orjson.dumps(body.model_dump(), option=orjson.OPT_SORT_KEYS)).hexdigest()
    if known := await db["idempotency"].find_one({"_id": key}, session=session):
        return known["body"], found["version"]
    directive = aggregate_of(Directive, found)
    if if_match != f'"v{directive.version}"':
        raise HTTPException(412)
    day, backdated = ctx.business_date(body.issued_on, "/issued_on")
    directive.refuse_issue_on(day)
    issuing = await _issuing(session, directive, body.book, day, backdated)
    same = {"agency_id": directive.agency_id, "year": day.year, "number": issuing.number}
    if await db["directives"].find_one(same | {"notation": directive.notation}, session=session):
        raise HTTPException(409)
    issued, events = directive.issue(issuing)
    document = document_of(issued) | {"words": found["words"]}
    replaced = {"_id": issued.id, "version": directive.version}
    await db["directives"].replace_one(replaced, document, session=session)
    answer = whole.dump_json(issued)
    kept = {"_id": key, "fingerprint": asked, "created_at": ctx.now, "status": 200, "body": answer}
    await db["idempotency"].insert_one(kept, session=session)
    rows = [InsertOne(outbox.row(event, ctx)) for event in events]
    await db["outbox"].bulk_write(rows, ordered=False, session=session)
    await db["audit"].insert_one(_entry(ctx, issued), session=session)
    return answer, issued.version


def _entry(ctx: Context, issued: Directive) -> dict[str, Any]:
    return {
        "_id": new_id(),
        "at": ctx.now,
        "business_day": ctx.today.isoformat(),
        "actor_id": ctx.actor.officer_id,
        "position_id": ctx.actor.position_id,
        "role": ctx.role,
        "agency_id": ctx.actor.agency_id,
        "cause_id": None,
        "correlation_id": ctx.correlation_id,
        "reason": None,
        "kind": "directive",
        "object_id": issued.id,
        "action": "issue",
        "version": issued.version,
        "fields": [],
    }


async def _issuing(
    session: Any, directive: Directive, book: str | None, day: dt.date, backdated: bool
) -> Issuing:
    opened = (
        await db["books"]
        .find({"agency_id": directive.agency_id, "year": day.year}, session=session)
        .to_list()
    )
    fitting = next((one["code"] for one in opened if directive.type in one["document_types"]), None)
    code = book or directive.book or fitting
    if code is None or code != fitting:
        raise HTTPException(422)
    version = ":".join([*await _counted(session, "agencies", day), *await _counted(session, "groups", day)])
    if version != directive.audience_version:
        raise HTTPException(409, "the tree has moved on, which this peer does not follow")
    rows = db["recipient_chunks"].find({"directive_id": directive.id}, session=session).sort("chunk", 1)
    recipients = [Recipient(**one) async for row in rows for one in row["recipients"]]
    signed_on = directive.signed_on or day
    calendar = {int(one["_id"]): year_from(one) async for one in db["calendars"].find(session=session)}
    try:
        in_time = add_working_days(signed_on, 1, calendar)[0]
    except CalendarMissing:
        days = (signed_on + dt.timedelta(days=n) for n in range(1, 4))
        in_time = next(one for one in days if one.weekday() < 5)
    counted = await db["books"].find_one_and_update(
        {"_id": f"{directive.agency_id}:{code}:{day.year}"},
        {"$inc": {"last_number": 1, "version": 1}},
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    return Issuing(
        book=code,
        number=int(counted["last_number"]),
        issued_on=day,
        backdated=backdated,
        last_day_in_time=in_time,
        audience=Audience(version=version, recipients=recipients),
    )


async def _counted(session: Any, collection: str, day: dt.date) -> list[str]:
    on = day.isoformat()
    ended = {"$and": [{"$ne": ["$valid_to", None]}, {"$lt": ["$valid_to", on]}]}
    counted = {
        "_id": None,
        "known": {"$sum": 1},
        "versions": {"$sum": "$ver"},
        "begun": {"$sum": {"$cond": [{"$lte": ["$valid_from", on]}, 1, 0]}},
        "ended": {"$sum": {"$cond": [ended, 1, 0]}},
    }
    found = await (await db[collection].aggregate([{"$group": counted}], session=session)).to_list()
    return [str(found[0][name]) if found else "0" for name in ("known", "versions", "begun", "ended")]


@app.get("/v1/directives")
async def listed(ctx: Signed, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Response:
    """List the directives one may see, newest first."""
    addressed = {"agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    arrived = {**addressed, "status": {"$in": ["arrived", "accepted"]}}
    rows = db["dispatches"].find(arrived, {"_id": 1}).sort("_id", -1).limit(limit + 1)
    got = [row["_id"].partition(":")[0] async for row in rows]
    out = {"status": {"$in": OUT}}
    seen = {"$or": [{**addressed, "status": {"$in": STATUSES}}, {"public": True, **out}]}
    found = await db["directives"].find(seen, LISTED).sort("_id", -1).limit(limit + 1).to_list()
    if got:
        found += await db["directives"].find({"_id": {"$in": got}, **out}, LISTED).to_list()
    both = {one["_id"]: one for one in found}
    found = [both[id] for id in sorted(both, reverse=True)][: limit + 1]
    more = len(found) > limit
    cursor = hashlib.sha256(found[limit - 1]["_id"].encode()).hexdigest() if more else None
    page = Page(items=[DirectiveRow.model_validate(one) for one in found[:limit]], next_cursor=cursor)
    answer = page.model_dump_json().encode()
    etag = hashlib.sha1(answer, usedforsecurity=False).hexdigest()
    return Response(answer, media_type="application/json", headers={"ETag": f'W/"{etag}"'})


@app.get("/readyz")
async def ready() -> dict[str, bool]:
    """Tell that the store answers."""
    return {"mongo": (await db.command("ping"))["ok"] == 1}


uvicorn.run(app, host="127.0.0.1", port=TOLD["port"])
