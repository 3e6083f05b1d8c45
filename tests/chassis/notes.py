"""A made-up service that the tests of the chassis host: notes of an agency."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from chassis import metrics
from chassis.errors import Problem, Refusal
from chassis.events import new_id
from chassis.identity import public, requires
from chassis.migrations import Migration, collections
from chassis.pages import page
from chassis.projections import IDENTITY_SUBSCRIPTIONS
from chassis.requests import ListArgs, Schema, Text, command, query
from chassis.service import Service


@dataclass(frozen=True)
class Note:
    id: str
    version: int
    agency_id: str
    title: str
    state: str = "open"


class NoteInput(Schema):
    title = Text(required=True, max=20)
    tags = fields.List(Text(max=10), load_default=list)


class NoteView(Schema):
    id = fields.String()
    version = fields.Integer()
    title = fields.String()
    state = fields.String()
    role = fields.String()


class CloseInput(Schema):
    reason = Text(load_default=None, allow_none=True)


class NoteArgs(ListArgs):
    state = fields.String(load_default=None)
    number = fields.Integer(load_default=None)


class NoteClosed(Exception):
    """The domain's own refusal: it has a code, a pointer and facts, and no ancestor in the chassis."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.code, self.pointer, self.facts = "note-closed", "/reason", {"title": title}


def visible(tx: Any, ctx: Any, note_id: str) -> Note | None:
    query = {"_id": {"$eq": note_id}, "agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    found = tx.db["notes"].find_one(query, session=tx.session)
    return _note(found) if found else None


def _note(found: dict[str, Any]) -> Note:
    return Note(found["_id"], found["version"], found["agency_id"], found["title"], found["state"])


def _document(note: Note, version: int) -> dict[str, Any]:
    return {
        "_id": note.id,
        "version": version,
        "agency_id": note.agency_id,
        "title": note.title,
        "state": note.state,
    }


# What a test wants to happen in the middle of a command.
interruption: list[Callable[[], object]] = []
metrics.declare(metrics.Metric("notes_slow_started_total", "counter", "slow requests begun"))

blueprint = Blueprint("notes", __name__, url_prefix="/v1/notes", description="Notes")


@blueprint.route("", methods=["POST"])
@requires("clerk", "leader")
@command(NoteInput, NoteView, status=201)
def write(tx: Any, ctx: Any, body: dict[str, Any]) -> dict[str, Any]:
    note = Note(new_id(), 1, ctx.actor.agency_id, body["title"])
    if body["title"] == "explode":
        secret_word = "swordfish"
        raise RuntimeError(f"length {len(secret_word)}")
    tx.insert("notes", _document(note, 1))
    for interrupt in interruption:
        interrupt()
    tx.db["counters"].update_one({"_id": "notes"}, {"$inc": {"last": 1}}, upsert=True, session=tx.session)
    return {"id": note.id, "version": 1, "title": note.title, "state": note.state, "role": ctx.role}


@blueprint.route("", methods=["GET"])
@requires()
@query(NoteView, args=NoteArgs, page=True)
def notes(tx: Any, ctx: Any, args: dict[str, Any]) -> Any:
    mine = {"agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    wanted = mine | ({"state": {"$eq": args["state"]}} if args["state"] else {})
    wanted |= {"number": {"$eq": args["number"]}} if args["number"] else {}
    found = page(tx, "notes", wanted, [("title", 1)], limit=args["limit"], cursor=args["cursor"])
    return found.map(_note)


@blueprint.route("/<note_id>", methods=["GET"])
@requires()
@query(NoteView)
def note(tx: Any, ctx: Any, args: dict[str, Any], note_id: str) -> Note | None:
    return visible(tx, ctx, note_id)


@blueprint.route("/<note_id>/reviews", methods=["GET"])
@requires("leader")
@query(NoteView)
def reviews(tx: Any, ctx: Any, args: dict[str, Any], note_id: str) -> Note | None:
    return visible(tx, ctx, note_id)


@blueprint.route("/<note_id>", methods=["PATCH"])
@requires("clerk")
@command(NoteInput, NoteView, target=visible, key=False)
def rewrite(tx: Any, ctx: Any, body: dict[str, Any], found: Note) -> Note:
    changed = Note(found.id, found.version + 1, found.agency_id, body["title"], found.state)
    tx.replace("notes", _document(changed, changed.version), found.version)
    return changed


@blueprint.route("/<note_id>/close", methods=["POST"])
@requires("leader")
@command(CloseInput, NoteView, target=visible, serialise=lambda ctx, path: f"note:{path['note_id']}")
def close(tx: Any, ctx: Any, body: dict[str, Any], found: Note) -> Note:
    if found.state == "closed":
        raise NoteClosed(found.title)
    changed = Note(found.id, found.version + 1, found.agency_id, found.title, "closed")
    tx.replace("notes", _document(changed, changed.version), found.version)
    return changed


@blueprint.route("/whoami", methods=["GET"])
@public
@query(NoteView)
def whoami(tx: Any, ctx: Any, args: dict[str, Any]) -> dict[str, Any]:
    return {"id": ctx.actor.officer_id, "role": ctx.role}


@blueprint.route("/slow", methods=["GET"])
@public
@query(NoteView)
def slow(tx: Any, ctx: Any, args: dict[str, Any]) -> dict[str, Any]:
    metrics.add("notes_slow_started_total")
    time.sleep(0.5)
    return {"id": "slow"}


@blueprint.route("/taken", methods=["POST"])
@requires()
@command(None, NoteView)
def taken(tx: Any, ctx: Any, body: dict[str, Any]) -> None:
    raise Refusal("number-taken", "/number", number=7)


NOTES = Service(
    name="notes",
    port=18999,
    blueprints=[blueprint],
    problems={"note-closed": Problem(409, "Ghi chú {title} đã đóng.", "The note {title} is closed.")},
    refusal=NoteClosed,
    subscriptions=IDENTITY_SUBSCRIPTIONS,
    migrations=[Migration(1, "notes", collections({"notes": [], "counters": []}))],
    publishes=False,
)
