"""The pages of documents: the list, one with its steps, its recipients."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from marshmallow import fields, validate

from chassis.app import database
from chassis.identity import current, requires
from chassis.schemas import Text
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Form, body_of
from services.portal.calls.officers import officer_names
from services.portal.calls.parts import Part, part
from services.portal.journeys.store.reading import names, symbols
from services.portal.pages.asked import PageArgs, asked, paging
from services.portal.pages.bearing import see_other
from services.portal.rooms.outgoing import addressees, drafts, labels, steps
from services.portal.rooms.outgoing.blueprint import SERVICE, blueprint

# So many of recipients and tasks stand on the document's own page.
FIRST = 20
NO_FORMS: dict[str, Form] = {}
Row = dict[str, Any]


class DocumentArgs(PageArgs):
    """Which documents to list: how far they are, words of number, notation or subject."""

    status = fields.String(load_default="", validate=validate.OneOf(["", *labels.STATES]))
    q = Text(load_default="", max=64)


@blueprint.get("/outgoing")
@requires()
def documents() -> str:
    """List the documents of the reader's agency, the newest first."""
    told, actor = asked(DocumentArgs), current().actor
    chosen = {name: told[name] for name in ("status", "q") if told[name]}
    found = part(partial(read, SERVICE, "directives", agency_id=actor.agency_id, **chosen, **paging(told)))
    shown = {"chosen": chosen, "further": bool(told["cursor"]), "writes": steps.writes(actor)}
    return render_template("outgoing/documents.html", found=found, **shown)


@blueprint.get("/outgoing/<directive_id>")
@requires()
def document(directive_id: str) -> str:
    """Show a document: what it says, to whom, how far it is, and the steps that are the reader's."""
    return page_of(read(SERVICE, "directives", directive_id))


@blueprint.post("/outgoing/<directive_id>/submit", defaults={"step": "submit"})
@blueprint.post("/outgoing/<directive_id>/return", defaults={"step": "return"})
@blueprint.post("/outgoing/<directive_id>/sign", defaults={"step": "sign"})
@blueprint.post("/outgoing/<directive_id>/issue", defaults={"step": "issue"})
@requires()
def take(directive_id: str, step: str) -> Response:
    """Take a step with a document; what is refused is said on its page, which shows how it stands now."""
    try:
        send(SERVICE, "directives", directive_id, step, body=body_of(request.form), form=request.form)
    except Rejected as refused:
        found = read(SERVICE, "directives", directive_id)
        return make_response(page_of(found, {step: renewed(refused, found)}), refused.status)
    return see_other(url_for("outgoing.document", directive_id=directive_id))


@blueprint.get("/outgoing/<directive_id>/discard")
@requires()
def discard_form(directive_id: str) -> str:
    """Ask why a draft is given up."""
    found = read(SERVICE, "directives", directive_id)
    return _discard(found, Form(version=found.version))


@blueprint.post("/outgoing/<directive_id>/discard")
@requires()
def discard(directive_id: str) -> Response:
    """Give a draft up."""
    try:
        send(SERVICE, "directives", directive_id, "discard", body=body_of(request.form), form=request.form)
    except Rejected as refused:
        found = read(SERVICE, "directives", directive_id)
        return make_response(_discard(found, renewed(refused, found)), refused.status)
    return see_other(url_for("outgoing.document", directive_id=directive_id))


def _discard(found: Found, form: Form) -> str:
    offered = steps.offered(found.body, current().actor)
    return render_template("outgoing/discard.html", document=found.body, form=form, offered=offered)


@blueprint.get("/outgoing/<directive_id>/recipients")
@requires()
def recipients(directive_id: str) -> str:
    """List the agencies a document was frozen for, up to 500 a page."""
    told = asked(PageArgs)
    one = read(SERVICE, "directives", directive_id).body
    listed = read(SERVICE, "directives", directive_id, "recipients", limit=1, cursor=told["cursor"]).body
    shown = {
        "document": one,
        "chunks": listed["items"],
        "known": names(database().reading(), addressees.recipient_ids(listed["items"])),
        "next_cursor": listed["next_cursor"],
        "further": bool(told["cursor"]),
    }
    return render_template("outgoing/recipients.html", **shown)


def renewed(refused: Rejected, found: Found) -> Form:
    """Return a form as it was sent; after a conflict it is based on what the reader now sees."""
    form = drafts.refusal(request.form, refused)
    met = refused.status == HTTPStatus.PRECONDITION_FAILED
    return replace(form, version=found.version) if met else form


def page_of(found: Found, refused: dict[str, Form] = NO_FORMS) -> str:
    """Render a document; `refused` is the form of a step that was not taken."""
    one, ctx = found.body, current()
    offered = steps.offered(one, ctx.actor)
    forms = {step: Form(version=found.version) for step in offered} | refused
    shown = {
        "offered": offered,
        "forms": forms,
        "refused": next(iter(refused.values()), Form()),
        "fields": drafts.field_names(drafts.counts(one)),
        "returner": returner(one),
        "books": _books(one) if "issue" in offered else Part([]),
        **shown_of(one),
        **_after_signing(one),
    }
    return render_template("outgoing/document.html", **shown)


def returner(one: Row) -> Part[dict[str, str]]:
    """Return by id the name of the officer who has given the draft back to its author; else nothing."""
    back = one.get("returned")
    return part(partial(officer_names, [back["by"]])) if back else Part({})


def shown_of(one: Row) -> Row:
    """Return what the parts of a page that tell what a document says need."""
    ctx, tx = current(), database().reading()
    cited = [ref["resolved_id"] for ref in one["refs"] or []]
    return {
        "document": one,
        "groups": addressees.groups_meant(one, counted=not one["recipient_count"]),
        "known": names(tx, addressees.agency_ids(one)),
        "symbols": symbols(tx, ctx, [one["id"], *cited]),
        "own": one["agency_id"] == ctx.actor.agency_id,
        "today": ctx.today,
        "numbers": {clause["clause_id"]: clause["number"] for clause in one["clauses"] or []},
    }


def _after_signing(one: Row) -> Row:
    """Return the first of the recipients as frozen, and of the tasks that came of the document."""
    sent: Part[list[str]] = (
        part(partial(_first_recipients, one["id"])) if one["recipient_count"] else Part([])
    )
    issued = one["status"] == "issued" and one["agency_id"] == current().actor.agency_id
    asked_for = {"directive_id": one["id"], "limit": FIRST}
    tasks = part(partial(read, SERVICE, "tasks", **asked_for)) if issued else Part(Found({"items": []}))
    rows = [_dated(row) for row in tasks.shown.body["items"]] if tasks.shown else []
    people = names(database().reading(), [*(sent.shown or []), *(row["assignee_id"] for row in rows)])
    return {"sent": sent, "tasks": tasks, "task_rows": rows, "people": people}


def _first_recipients(directive_id: str) -> list[str]:
    found = read(SERVICE, "directives", directive_id, "recipients", limit=1)
    return addressees.recipient_ids(found.body["items"])[:FIRST]


def _dated(row: Row) -> Row:
    return row | {"due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None}


def _books(one: Row) -> Part[list[Row]]:
    """Return the books that take the document's type, the latest year first: the service picks its own."""
    return part(partial(_books_for, one["type"]))


def _books_for(document_type: str) -> list[Row]:
    rows = read(SERVICE, "books", limit=addressees.MOST).body["items"]
    fitting = [row for row in rows if document_type in row["document_types"]]
    return sorted(fitting, key=lambda row: -row["year"])
