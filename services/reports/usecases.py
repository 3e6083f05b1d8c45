"""The steps of reporting: set a due day, begin, write, hand in, return, accept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from chassis.calendar import CalendarMissing, add_working_days, read_calendar
from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import DomainEvent, new_id
from chassis.transaction import Tx
from services.reports import store
from services.reports.domain.periods import DueDay, Period
from services.reports.domain.requirements import Requirement
from services.reports.domain.submissions import (
    Provenance,
    Signing,
    Submission,
    Written,
    refuse_unknown_parts,
)
from services.reports.domain.templates import Template, template_id
from services.reports.store import counters


def add_template(tx: Tx, ctx: Context, body: dict[str, Any]) -> Template:
    """Add a dated form; a form that exists is never edited."""
    form = Template(
        id=template_id(body["code"], body["valid_from"]),
        version=1,
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
        **body,
    )
    if store.find(tx, Template, form.id):
        raise Refusal("template-exists", "/valid_from", template=form.code)
    store.add(tx, form)
    _record(tx, ctx, form, {"action": "add"})
    return form


def set_due(tx: Tx, ctx: Context, body: dict[str, Any], period: Period) -> Period:
    """Set or move the day a period is due; a day off moves to the next working day."""
    timely_until, version = _next_working_day(tx, body["due_on"])
    day = DueDay(
        due_on=body["due_on"],
        timely_until=timely_until,
        calendar_version=version,
        lock_on=body.get("lock_on"),
        reason_code=body["reason_code"],
        set_on=ctx.today,
    )
    moved, event = period.set_due(day)
    store.replace(tx, moved)
    tx.publish(event, ctx)
    _record(tx, ctx, moved, {"action": "set-due", "reason": body["reason_code"]})
    return moved


def _next_working_day(tx: Tx, day: dt.date) -> tuple[dt.date, int | None]:
    """Return the day itself or the next working one, and the calendar's version, None without a calendar."""
    try:
        return add_working_days(day, 0, read_calendar(tx))
    except CalendarMissing:
        return day, None


def begin(tx: Tx, ctx: Context, body: dict[str, Any], requirement: Requirement) -> dict[str, Any]:
    """Begin the report that answers a requirement of one's own agency; once."""
    _own(ctx, requirement.agency_id)
    if requirement.submission_id:
        raise Refusal("report-begun", None, submission_id=requirement.submission_id)
    form = store.template_on(tx, requirement.template, requirement.issued_on)
    if form is None:
        raise Refusal("template-missing", None, template=requirement.template)
    submission = Submission(
        id=new_id(),
        version=1,
        requirement_id=requirement.id,
        directive_id=requirement.directive_id,
        template=requirement.template,
        template_id=form.id,
        period_id=requirement.period_id,
        agency_id=requirement.agency_id,
        report_to_id=requirement.report_to_id,
        campaign_id=requirement.campaign_id,
        edition=1,
        sections=(),
        author_ids=(ctx.actor.officer_id,),
        signer_id=None,
        first_submitted_on=None,
        submitted_on=None,
        on_time=None,
        backdated=False,
        accepted_on=None,
        reason_code=None,
        reason=None,
        status="draft",
        parties=requirement.parties,
        paths=requirement.paths,
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
    )
    store.add(tx, submission)
    _answer(tx, requirement, submission)
    _record(tx, ctx, submission, {"action": "begin"})
    return shown(tx, submission)


def write(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Write sections; a shared one is written for every report of the agency on the directive."""
    _own(ctx, submission.agency_id)
    _period_of(tx, submission).refuse_locked(ctx.today)
    form = _form_of(tx, submission)
    refuse_unknown_parts(form, body["sections"])
    together = {section.code for section in form.sections if section.shared}
    own = [section for section in body["sections"] if section.code not in together]
    written = submission.write(ctx.actor.officer_id, own)
    store.replace(tx, written)
    _share(tx, ctx, submission, [section for section in body["sections"] if section.code in together])
    _record(tx, ctx, written, {"action": "write", "fields": [section.code for section in body["sections"]]})
    return shown(tx, written)


def _share(tx: Tx, ctx: Context, submission: Submission, sections: Sequence[Written]) -> None:
    origin = Provenance(submission_id=submission.id, officer_id=ctx.actor.officer_id, written_at=ctx.now)
    for section in sections:
        store.share(tx, _shared_key(submission, section.code), replace(section, provenance=origin))


def submit(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Sign and hand in as a leader of the agency who has not written it."""
    _own(ctx, submission.agency_id)
    day, backdated = ctx.business_date(body.get("submitted_on"), "/submitted_on")
    period = _period_of(tx, submission)
    period.refuse_locked(day)
    signing = Signing(
        officer_id=ctx.actor.officer_id,
        day=day,
        backdated=backdated,
        template=_form_of(tx, submission),
        timely_until=period.timely_until,
        shared=_shared(tx, submission),
    )
    handed_in, event = submission.submit(signing)
    return _stepped(tx, ctx, handed_in, event, {"action": "submit"})


def send_back(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Give a report back as an officer or leader of its receiver."""
    _own(ctx, submission.report_to_id)
    returned, event = submission.send_back(ctx.today, body["reason_code"], body.get("reason"))
    return _stepped(tx, ctx, returned, event, {"action": "return", "reason": body["reason_code"]})


def accept(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Accept a report as a leader of its receiver."""
    _own(ctx, submission.report_to_id)
    day, _ = ctx.business_date(body.get("accepted_on"), "/accepted_on")
    accepted, event = submission.accept(day)
    return _stepped(tx, ctx, accepted, event, {"action": "accept"})


def shown(tx: Tx, submission: Submission) -> dict[str, Any]:
    """Return a submission as its readers see it; while it is open, shared sections are as they are now."""
    open_ones = _shared(tx, submission) if submission.status in {"draft", "returned"} else ()
    sections = {section.code: section for section in (*submission.sections, *open_ones)}
    return asdict(replace(submission, sections=tuple(sections.values())))


def requirement_shown(requirement: Requirement, period: Period | None, today: dt.date) -> dict[str, Any]:
    """Return a requirement with its due day and what is computed for the reader's day."""
    timely_until = period.timely_until if period else None
    missing = requirement.counted_on is None
    late = timely_until is not None and missing and today > timely_until
    return {
        **asdict(requirement),
        "due_on": period.due_on if period else None,
        "timely_until": timely_until,
        "labels": ["overdue"] if late and requirement.binding == "assigned" else [],
    }


def _stepped(
    tx: Tx, ctx: Context, submission: Submission, event: DomainEvent, said: Mapping[str, Any]
) -> dict[str, Any]:
    store.replace(tx, submission)
    requirement = store.find(tx, Requirement, submission.requirement_id)
    if requirement is not None:
        _answer(tx, requirement, submission)
    tx.publish(event, ctx)
    _record(tx, ctx, submission, said)
    return shown(tx, submission)


def _answer(tx: Tx, requirement: Requirement, submission: Submission) -> None:
    answered = requirement.answered_by(submission.id, submission.status, submission.first_submitted_on)
    store.replace(tx, answered)
    counters.move(tx, requirement, answered)


def _own(ctx: Context, agency_id: str | None) -> None:
    if agency_id != ctx.actor.agency_id:
        raise Refusal("forbidden")


def _period_of(tx: Tx, submission: Submission) -> Period:
    period = store.find(tx, Period, submission.period_id)
    if period is None:
        raise Refusal("not-found")
    return period


def _form_of(tx: Tx, submission: Submission) -> Template:
    form = store.find(tx, Template, submission.template_id)
    if form is None:
        raise Refusal("template-missing", None, template=submission.template)
    return form


def _shared(tx: Tx, submission: Submission) -> tuple[Written, ...]:
    asked = [section.code for section in _form_of(tx, submission).sections if section.shared]
    return store.shared(tx, [_shared_key(submission, code) for code in asked])


def _shared_key(submission: Submission, code: str) -> str:
    return f"{submission.directive_id}:{submission.agency_id}:{code}"


def _record(tx: Tx, ctx: Context, thing: Any, said: Mapping[str, Any]) -> None:
    kind = type(thing).__name__.lower()
    tx.audit(ctx, kind=kind, object_id=thing.id, version=thing.version, **said)
