"""The pages of documents in: the list, one arrival with its entry in the register, tasks, one task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from marshmallow import fields, validate

from chassis.app import database
from chassis.errors import Refusal
from chassis.identity import current, requires
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Filled, Form, body_of, sent_back
from services.portal.calls.parts import Part, part
from services.portal.journeys.store.reading import names, symbols
from services.portal.pages.asked import PageArgs, asked, paging
from services.portal.pages.bearing import see_other
from services.portal.rooms.incoming import labels

blueprint = Blueprint("incoming", __name__, template_folder="templates")
blueprint.context_processor(lambda: {"words": labels})
SERVICE, BEFORE_ISSUE = "directives", "arrival-before-issue"
MOST = 100
ENTRY = ("arrived_on", "overrides.0.reason", "book", "stamp.raw", "marks:lines")
NOTE = ("raw_text", "target_raw", "dated_on")
Row = dict[str, Any]


class ArrivalArgs(PageArgs):
    """Which arrivals to list."""

    status = fields.String(load_default="", validate=validate.OneOf(["", *labels.ARRIVALS]))


class TaskArgs(PageArgs):
    """Which tasks to list."""

    status = fields.String(load_default="", validate=validate.OneOf(["", *labels.TASKS]))


@blueprint.get("/arrivals")
@requires()
def arrivals() -> str:
    """List what came to the reader's agency, the newest first."""
    told, ctx = asked(ArrivalArgs), current()
    wanted = {"agency_id": ctx.actor.agency_id, "status": told["status"]}
    found = part(partial(read, SERVICE, "arrivals", **wanted, **paging(told)))
    known = names(database().reading(), (row["issuer_id"] for row in _rows(found)))
    return render_template("incoming/arrivals.html", found=found, known=known, **_asked(told))


@blueprint.get("/directives/<directive_id>/arrival")
@requires()
def arrival_of(directive_id: str) -> Response:
    """Lead to a directive as it lies with the reader's agency."""
    wanted = {"directive_id": directive_id, "agency_id": current().actor.agency_id}
    for found in read(SERVICE, "arrivals", **wanted, limit=1).body["items"]:
        return see_other(url_for("incoming.arrival", arrival_id=found["id"]))
    raise Refusal("not-found")


@blueprint.get("/arrivals/<arrival_id>")
@requires()
def arrival(arrival_id: str) -> str:
    """Show a document that arrived: what it is, how it is taken in, what became of it."""
    found = read(SERVICE, "arrivals", arrival_id)
    form = Form({"arrived_on": current().today.isoformat(), "book": "incoming"}, version=found.version)
    return _arrival(found, form)


@blueprint.post("/arrivals/<arrival_id>/register")
@requires()
def register(arrival_id: str) -> Response:
    """Take a document into the register; or give the form room for one more handwritten note."""
    if "more" in request.form:
        again = sent_back(request.form, Rejected(200, {}))
        return _again(arrival_id, again, 200)
    try:
        send(SERVICE, "arrivals", arrival_id, "register", body=_entry_of(request.form), form=request.form)
    except Rejected as refused:
        return _again(arrival_id, _with_reason(sent_back(request.form, refused), refused), refused.status)
    return see_other(url_for("incoming.arrival", arrival_id=arrival_id))


@blueprint.get("/tasks")
@requires()
def tasks() -> str:
    """List the tasks of the reader's agency, those of the newest document first."""
    told, ctx, tx = asked(TaskArgs), current(), database().reading()
    wanted = {"assignee_id": ctx.actor.agency_id, "status": told["status"]}
    found = part(partial(read, SERVICE, "tasks", **wanted, **paging(told)))
    rows = [_dated(row) for row in _rows(found)]
    shown = {
        "rows": rows,
        "known": names(tx, (row["assigner_id"] for row in rows)),
        "symbols": symbols(tx, ctx, (row["directive_id"] for row in rows)),
        "today": ctx.today,
    }
    return render_template("incoming/tasks.html", found=found, **shown, **_asked(told))


@blueprint.get("/tasks/<task_id>")
@requires()
def task(task_id: str) -> str:
    """Show a task: what is to be done, who gave it, by when."""
    found = read(SERVICE, "tasks", task_id)
    return _task(found, Form({"acknowledged_on": current().today.isoformat()}, version=found.version))


@blueprint.post("/tasks/<task_id>/acknowledge")
@requires()
def acknowledge(task_id: str) -> Response:
    """Take note of a task for the reader's agency."""
    try:
        send(SERVICE, "tasks", task_id, "acknowledge", body=body_of(request.form), form=request.form)
    except Rejected as refused:
        page = _task(read(SERVICE, "tasks", task_id), sent_back(request.form, refused))
        return make_response(page, refused.status)
    return see_other(url_for("incoming.task", task_id=task_id))


def _rows(found: Part[Found]) -> list[Row]:
    return found.shown.body["items"] if found.shown else []


def _asked(told: Row) -> Row:
    """Return what a list needs to keep its filter and to lead back to its beginning."""
    chosen = {"status": told["status"]} if told["status"] else {}
    return {"chosen": chosen, "further": bool(told["cursor"])}


def _dated(row: Row) -> Row:
    return row | {"due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None}


def _again(arrival_id: str, form: Form, status: int) -> Response:
    return make_response(_arrival(read(SERVICE, "arrivals", arrival_id), form), status)


def _arrival(found: Found, form: Form) -> str:
    """Render an arrival with its form, or what the register says of it and the tasks that came of it."""
    one, actor, tx = found.body, current().actor, database().reading()
    own, taken_in = one["agency_id"] == actor.agency_id, one["status"] == "accepted"
    registers = own and not taken_in and "clerk" in actor.roles
    about, notes = {"directive_id": one["directive_id"]}, _notes(form)
    given = _listed("tasks", **about, assignee_id=one["agency_id"]) if taken_in else []
    shown = {
        "document": _document(one["directive_id"]),
        "entry": next(iter(_listed("incoming", **about)), None) if own and taken_in else None,
        "tasks": [_dated(row) for row in reversed(given)],
        "registers": registers,
        "books": dict(_books()) if registers else {},
        "notes": notes,
        "fields": [*ENTRY, *(f"annotations.{at}.{name}" for at in range(notes) for name in NOTE)],
        "journey": symbols(tx, current(), [one["directive_id"]]),
        "known": names(tx, (one["issuer_id"], one["agency_id"])),
        "today": current().today,
    }
    return render_template("incoming/arrival.html", arrival=one, form=form, **shown)


def _notes(form: Form) -> int:
    """Return for how many handwritten notes the form has room: as many as were sent, one more if asked."""
    return max(1, sum(name.endswith(".raw_text") for name in form.values)) + ("more" in form.values)


def _document(directive_id: str) -> Row | None:
    """Return the document; nothing for who may see that it arrived below, but not what it says."""
    try:
        return read(SERVICE, "directives", directive_id).body
    except Refusal:
        return None


def _listed(path: str, **wanted: str) -> list[Row]:
    rows: list[Row] = read(SERVICE, path, limit=MOST, **wanted).body["items"]
    return rows


def _books() -> Iterator[tuple[str, Any]]:
    """Yield the books that take arrivals, by code; those with types number what the agency issues."""
    for book in reversed(_listed("books")):
        if not book["document_types"]:
            yield book["book"], labels.BOOKS.get(book["book"], book["book"])


def _entry_of(filled: Filled) -> Row:
    """Return the entry as filled in; a doubt is overridden only with a reason."""
    body = body_of(filled)
    if not filled.get("overrides.0.reason", "").strip():
        body.pop("overrides", None)
    return body


def _with_reason(form: Form, refused: Rejected) -> Form:
    """Return the form with the field for the reason, once the service has asked for one."""
    if refused.code != BEFORE_ISSUE:
        return form
    return replace(form, values={**form.values, "overrides.0.code": BEFORE_ISSUE})


def _task(found: Found, form: Form) -> str:
    one, ctx, tx = _dated(found.body), current(), database().reading()
    own = one["assignee_id"] == ctx.actor.agency_id
    waits = own and one["status"] == "assigned"
    parties = (one["assigner_id"], one["assignee_id"], one["accountable_id"], *one["co_ids"])
    shown = {
        "own": own,
        "waits": waits,
        "acknowledges": waits and not ctx.actor.roles.isdisjoint({"leader", "officer"}),
        "symbols": symbols(tx, ctx, [one["directive_id"]]),
        "known": names(tx, parties),
        "today": ctx.today,
    }
    return render_template("incoming/task.html", task=one, form=form, **shown)
