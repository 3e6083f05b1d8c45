"""The pages on which a document is written: a text handed in, the form beside it, the form alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for

from chassis.app import BODY_LIMIT, database
from chassis.identity import current, requires
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Form
from services.portal.calls.parts import Part, part
from services.portal.pages.bearing import see_other
from services.portal.rooms.outgoing import bodies, drafts, steps
from services.portal.rooms.outgoing.addressees import group_rows
from services.portal.rooms.outgoing.blueprint import SERVICE, blueprint
from services.portal.rooms.outgoing.bodies import Bodies
from services.portal.rooms.outgoing.documents import returner, shown_of
from services.portal.rooms.outgoing.drafts import Row
from services.portal.rooms.outgoing.paper import Paper, Unreadable, draft_from, names_on, paper_of, text_of

NEW: Row = {}
Groups = Part[list[Row]]
# A text and the form that was read from it come back together; the limit of a body still holds.
blueprint.record(lambda state: state.app.config.update(MAX_FORM_MEMORY_SIZE=BODY_LIMIT))


@blueprint.get("/outgoing/new")
@requires()
def upload() -> str:
    """Ask for the text of a document."""
    return _upload(Form())


@blueprint.post("/outgoing/new")
@requires()
def beside() -> Response:
    """Show what was read from a text, as a form beside it; nothing is kept."""
    try:
        text = text_of(request.files.get("file"), request.form.get("text", ""))
        paper = paper_of(text, request.form.get("which", ""))
    except Unreadable as error:
        form = Form({"text": request.form.get("text", "")}, errors={"file": str(error)})
        return make_response(_upload(form), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Rejected as refused:
        return make_response(_upload(Form(message=refused.detail)), refused.status)
    meant = Bodies(database().reading(), current(), names_on(paper.read))
    return make_response(_new(draft_from(paper.read, meant), paper=paper))


@blueprint.get("/outgoing/new/draft")
@requires()
def blank() -> str:
    """Show the empty form of a draft."""
    return _new(NEW)


@blueprint.post("/outgoing/new/draft")
@requires()
def create() -> Response:
    """Begin a draft as filled in, or give the form room for one more row."""

    def show(draft: Row, form: Form, groups: Groups) -> str:
        return _new(draft, form=form, groups=groups, paper=_paper_again(draft))

    def keep(body: Row) -> Found:
        return send(SERVICE, "directives", body=drafts.to_create(body), form=request.form)

    return _kept(keep, show)


def _paper_again(draft: Row) -> Paper | None:
    """Return the text that the form was read from, as it came back with it."""
    try:
        text = text_of(None, request.form.get("text", ""))
        return paper_of(text, request.form.get("which", "")).beside(draft)
    except Unreadable:
        return None


@blueprint.get("/outgoing/<directive_id>/edit")
@requires()
def edit_form(directive_id: str) -> str:
    """Show a draft as a form."""
    found, groups = read(SERVICE, "directives", directive_id), part(group_rows)
    draft = bodies.with_names(database().reading(), current(), found.body, groups.shown or [])
    return _edit(found, draft, drafts.form_with(draft, found.version), groups)


@blueprint.post("/outgoing/<directive_id>/edit")
@requires()
def edit(directive_id: str) -> Response:
    """Change a draft as filled in; whoever was overtaken sees how it stands beside what was typed."""

    def show(draft: Row, form: Form, groups: Groups) -> str:
        return _edit(read(SERVICE, "directives", directive_id), draft, form, groups)

    def keep(body: Row) -> Found:
        return send(SERVICE, "directives", directive_id, body=body, form=request.form, method="PATCH")

    return _kept(keep, show)


def _kept(keep: Callable[[Row], Found], show: Callable[[Row, Form, Groups], str]) -> Response:
    """Keep the draft that was filled in, or show the form again with what is wrong."""
    groups, version = part(group_rows), request.form.get("version", "")
    rows = groups.shown or []
    draft = drafts.draft_of(request.form, {row["id"]: row["name"] for row in rows})
    if "more" in request.form:
        return make_response(show(draft, drafts.form_with(draft, version), groups))
    meant = Bodies(database().reading(), current(), bodies.written_names(draft), rows)
    body, unclear = bodies.with_ids(draft, meant)
    try:
        if unclear:
            raise Rejected(HTTPStatus.UNPROCESSABLE_ENTITY, _problem(unclear))
        found = keep(body)
    except Rejected as refused:
        form = drafts.form_with(draft, version, request.form, refused)
        return make_response(show(draft, form, groups), refused.status)
    return see_other(url_for("outgoing.document", directive_id=found.body["id"]))


def _problem(unclear: dict[str, str]) -> Row:
    """Return names that mean nobody as a service would tell of them."""
    errors = [{"pointer": field.replace(".", "/"), "detail": told} for field, told in unclear.items()]
    return {"code": "unknown-reference", "errors": errors}


def _upload(form: Form) -> str:
    return render_template("outgoing/upload.html", form=form, writes=steps.writes(current().actor))


def _new(
    draft: Row, *, form: Form | None = None, groups: Groups | None = None, paper: Paper | None = None
) -> str:
    shown = {"paper": paper, "writes": steps.writes(current().actor)}
    return _form("outgoing/new.html", draft, form or drafts.form_with(draft, ""), groups, **shown)


def _edit(found: Found, draft: Row, form: Form, groups: Groups) -> str:
    """Render a draft's form; it is based on the version the reader now sees."""
    overtaken = bool(form.version) and form.version != found.version
    current_form = replace(form, version=found.version)
    shown = shown_of(found.body) if overtaken else {"document": found.body}
    writes = "edit" in steps.offered(found.body, current().actor)
    told = {
        "overtaken": overtaken,
        "writes": writes,
        "paper": None,
        "returner": returner(found.body),
        **shown,
    }
    return _form("outgoing/edit.html", draft, current_form, groups, **told)


def _form(template: str, draft: Row, form: Form, options: Groups | None, **shown: object) -> str:
    counted = drafts.counts(draft)
    shown |= {"counts": counted, "fields": drafts.field_names(counted)}
    return render_template(template, form=form, group_options=options or part(group_rows), **shown)
