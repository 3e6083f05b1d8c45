"""What is owed: the lists, one report that is owed, and beginning it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from flask import Response, make_response, render_template, request, url_for
from marshmallow import fields, validate

from chassis.app import database
from chassis.errors import Refusal
from chassis.identity import current, requires
from services.portal.calls.client import Found, Rejected, read, send
from services.portal.calls.forms import Form, sent_back
from services.portal.calls.parts import part
from services.portal.journeys.store.reading import names, symbols
from services.portal.pages.asked import PageArgs, asked
from services.portal.pages.bearing import see_other
from services.portal.rooms.desk.errands import SOON
from services.portal.rooms.reports import labels
from services.portal.rooms.reports.room import (
    MOST,
    SERVICE,
    Row,
    about,
    blueprint,
    dated,
    signs,
    written_in,
)
from services.portal.rooms.reports.writing import Section, print_of, values_of

# Unless asked otherwise each list shows what waits for the reader.
WAITING = {"owed": "open", "received": "submitted", "below": "open"}
OPEN = ("draft", "returned")
NARROWED = ("template", "period_id", "directive_id", "agency_id")


class RequirementArgs(PageArgs):
    """Which reports to list: whose, how far they are, of which form, period and document."""

    side = fields.String(load_default="owed", validate=validate.OneOf([*labels.SIDES]))
    state = fields.String(load_default="", validate=validate.OneOf(["", *labels.ASKED]))
    template = fields.String(load_default="", validate=validate.Length(max=60))
    period_id = fields.String(load_default="", validate=validate.Length(max=200))
    directive_id = fields.String(load_default="", validate=validate.Length(max=200))
    agency_id = fields.String(load_default="", validate=validate.Length(max=200))


@dataclass(frozen=True)
class Writing:
    """How a report goes on being written: its form, and the sections that somebody else has changed."""

    form: Form = field(default_factory=Form)
    sections: Iterable[Section] | None = None
    clashes: tuple[str, ...] = ()


@blueprint.get("/requirements")
@requires()
def requirements() -> str:
    """List what the reader's agency owes, what others owe it, or all that the reader may see."""
    told, ctx, tx = asked(RequirementArgs), current(), database().reading()
    found = part(partial(read, SERVICE, "requirements", **_wanted(told), limit=MOST, cursor=told["cursor"]))
    rows = sorted(map(dated, found.shown.body["items"] if found.shown else []), key=_urgency)
    state = told["state"] or WAITING[told["side"]]
    kept = ("side", *NARROWED)
    return render_template(
        "reports/requirements.html",
        found=found,
        rows=rows,
        side=told["side"],
        chosen={name: told[name] for name in kept if told[name]} | {"state": state},
        further=bool(told["cursor"]),
        known=names(tx, (id for row in rows for id in (row["agency_id"], row["report_to_id"]))),
        symbols=symbols(tx, ctx, (row["directive_id"] for row in rows)),
        today=ctx.today,
    )


@blueprint.get("/requirements/<requirement_id>")
@requires()
def requirement(requirement_id: str) -> str:
    """Show what is owed, to whom, by when, and the report that answers it: to be written, or to be read."""
    return show(requirement_id, Writing())


@blueprint.post("/requirements/<requirement_id>/begin")
@requires()
def begin(requirement_id: str) -> Response:
    """Begin the report."""
    try:
        send(SERVICE, "requirements", requirement_id, "submission", body={}, form=request.form)
    except Rejected as refused:
        page = show(requirement_id, Writing(sent_back(request.form, refused)))
        return make_response(page, refused.status)
    return see_other(url_for("reports.requirement", requirement_id=requirement_id))


def _wanted(told: Row) -> Row:
    own, state = current().actor.agency_id, told["state"] or WAITING[told["side"]]
    whose = {"owed": {"agency_id": own}, "received": {"report_to_id": own}, "below": {}}[told["side"]]
    how_far = {"all": {}, "open": {"open": "true"}}.get(state, {"submission_status": state})
    return {name: told[name] for name in NARROWED} | whose | how_far


def _urgency(row: Row) -> tuple[int, str]:
    """Order what is overdue first, then what is due soon, what waits, and what stands."""
    due = row["timely_until"]
    heap = 3 if row["standing"] else 2
    if not row["standing"] and due and due <= current().today + SOON:
        heap = 1
    return 0 if "overdue" in row["labels"] else heap, due.isoformat() if due else "9999"


def show(requirement_id: str, writing: Writing) -> str:
    """Render what is owed with the report that answers it, written or read as the reader may."""
    found, actor = read(SERVICE, "requirements", requirement_id), current().actor
    owed, own = found.body, found.body["agency_id"] == actor.agency_id
    report = read(SERVICE, "submissions", owed["submission_id"]) if owed["submission_id"] else None
    writes = own and "officer" in actor.roles and owed["submission_status"] in (None, *OPEN)
    shown = {
        "asked_by": part(partial(_clauses, owed["directive_id"])),
        "own": own,
        "writes": writes or writing.sections is not None,
        "signs": report is not None and signs(report.body, actor),
        **(_draft(report, writing) if report else {"form": replace(writing.form, version=found.version)}),
    }
    return render_template("reports/requirement.html", **about(owed), **shown)


def _draft(report: Found, writing: Writing) -> Row:
    """Return the report, and for its form the values and the prints of what is stored."""
    within = written_in(report.body)
    stored = report.body["sections"]
    sections = stored if writing.sections is None else list(writing.sections)
    return {
        **within,
        "report": report.body,
        "prints": {one["code"]: print_of(within["stored"].get(one["code"], {})) for one in within["parts"]},
        "rows": {one["code"]: len(one["evidence"]) for one in sections},
        "clashes": writing.clashes,
        "form": replace(writing.form, values=values_of(sections), version=report.version),
    }


def _clauses(directive_id: str) -> list[Row]:
    """Return the clauses of the document that ask for a report; none for who may not read the document."""
    try:
        document = read("directives", "directives", directive_id).body
    except Refusal:
        return []
    return [one for one in document["clauses"] if one["effect"] == "report"]
