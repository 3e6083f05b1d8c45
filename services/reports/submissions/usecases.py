"""The steps of a report: begin, write, hand in, return, accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import DomainEvent, new_id
from chassis.transaction import Tx
from services.reports.completeness import store as counters
from services.reports.forms import store as forms
from services.reports.forms.domain import Template
from services.reports.periods import store as periods
from services.reports.periods.domain import Period
from services.reports.requirements import store as requirements
from services.reports.requirements.domain import Requirement
from services.reports.submissions import store
from services.reports.submissions.domain import (
    Provenance,
    Signing,
    Submission,
    Written,
    begin_report,
    refuse_unknown_parts,
)


def begin(tx: Tx, ctx: Context, body: dict[str, Any], requirement: Requirement) -> dict[str, Any]:
    """Begin the report that answers a requirement of one's own agency; once."""
    _own(ctx, requirement.agency_id)
    if requirement.submission_id:
        raise Refusal("report-begun")
    _period_of(tx, requirement).refuse_locked(ctx.today)
    form = forms.in_force(tx, requirement.template, requirement.issued_on, requirement.issued_on)
    if form is None:
        raise Refusal("template-missing", None, template=requirement.template)
    submission = begin_report(new_id(), requirement, form.id, officer_id=ctx.actor.officer_id, now=ctx.now)
    store.add(tx, submission)
    _answer(tx, requirement, submission)
    _record(tx, ctx, submission, {"action": "begin"})
    return shown(tx, submission)


def write(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Write sections; a shared one is written for every report of the agency on the directive."""
    _own(ctx, submission.agency_id)
    _period_of(tx, submission).refuse_locked(ctx.today)
    form, sections = _form_of(tx, submission), body["sections"]
    refuse_unknown_parts(form, sections)
    _refuse_unknown_reports(tx, ctx, sections)
    together = {section.code for section in form.sections if section.shared}
    written = submission.write(ctx.actor.officer_id, [one for one in sections if one.code not in together])
    store.replace(tx, written)
    _share(tx, ctx, submission, [section for section in sections if section.code in together])
    _record(tx, ctx, written, {"action": "write", "fields": [section.code for section in sections]})
    return shown(tx, written)


def _refuse_unknown_reports(tx: Tx, ctx: Context, sections: Sequence[Written]) -> None:
    """Refuse to rest on a report that is absent, not visible to the actor or not accepted (events.md §5)."""
    for i, section in enumerate(sections):
        for j, evidence in enumerate(section.evidence):
            cited = store.visible(tx, ctx, evidence.ref) if evidence.kind == "report" else None
            if evidence.kind == "report" and (cited is None or cited.status != "accepted"):
                raise Refusal("unknown-reference", f"/sections/{i}/evidence/{j}/ref")


def _share(tx: Tx, ctx: Context, submission: Submission, sections: Sequence[Written]) -> None:
    origin = Provenance(submission_id=submission.id, officer_id=ctx.actor.officer_id, written_at=ctx.now)
    for section in sections:
        store.share(tx, _shared_key(submission, section.code), replace(section, provenance=origin))


def submit(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Sign and hand in as a leader of the agency who has not written it."""
    _own(ctx, submission.agency_id)
    day, backdated = ctx.business_date(body["submitted_on"], "/submitted_on")
    period = _period_of(tx, submission)
    period.refuse_locked(day)
    signing = Signing(
        officer_id=ctx.actor.officer_id,
        day=day,
        backdated=backdated,
        template=_form_of(tx, submission),
        issued_on=_requirement_of(tx, submission).issued_on,
        timely_until=period.timely_until,
        shared=_shared(tx, submission),
    )
    handed_in, event = submission.submit(signing)
    return _stepped(tx, ctx, handed_in, event, {"action": "submit"})


def send_back(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Give a report back as an officer or leader of its receiver."""
    _own(ctx, submission.report_to_id)
    day, _ = ctx.business_date(body["returned_on"], "/returned_on")
    returned, event = submission.send_back(day, body["reason_code"], body["reason"])
    return _stepped(tx, ctx, returned, event, {"action": "return", "reason": body["reason_code"]})


def accept(tx: Tx, ctx: Context, body: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """Accept a report as a leader of its receiver."""
    _own(ctx, submission.report_to_id)
    day, _ = ctx.business_date(body["accepted_on"], "/accepted_on")
    accepted, event = submission.accept(day)
    return _stepped(tx, ctx, accepted, event, {"action": "accept"})


def shown(tx: Tx, submission: Submission) -> dict[str, Any]:
    """Return a submission as its readers see it; while it is open, shared sections are as they are now."""
    open_ones = _shared(tx, submission) if submission.status in {"draft", "returned"} else ()
    sections = {section.code: section for section in (*submission.sections, *open_ones)}
    return asdict(replace(submission, sections=tuple(sections.values())))


def _stepped(
    tx: Tx, ctx: Context, submission: Submission, event: DomainEvent, said: Mapping[str, Any]
) -> dict[str, Any]:
    store.replace(tx, submission)
    _answer(tx, _requirement_of(tx, submission), submission)
    tx.publish(event, ctx)
    _record(tx, ctx, submission, said)
    return shown(tx, submission)


def _answer(tx: Tx, requirement: Requirement, submission: Submission) -> None:
    answered = requirement.answered_by(submission.id, submission.status, submission.first_submitted_on)
    requirements.replace(tx, answered)
    counters.move(tx, requirement, answered)


def _own(ctx: Context, agency_id: str | None) -> None:
    if agency_id != ctx.actor.agency_id:
        raise Refusal("forbidden")


def _requirement_of(tx: Tx, submission: Submission) -> Requirement:
    found = requirements.by_id(tx, submission.requirement_id)
    if found is None:
        raise Refusal("not-found")
    return found


def _period_of(tx: Tx, owed: Requirement | Submission) -> Period:
    period = periods.by_id(tx, owed.period_id)
    if period is None:
        raise Refusal("not-found")
    return period


def _form_of(tx: Tx, submission: Submission) -> Template:
    form = forms.by_id(tx, submission.template_id)
    if form is None:
        raise Refusal("template-missing", None, template=submission.template)
    return form


def _shared(tx: Tx, submission: Submission) -> tuple[Written, ...]:
    asked = [section.code for section in _form_of(tx, submission).sections if section.shared]
    return store.shared(tx, [_shared_key(submission, code) for code in asked])


def _shared_key(submission: Submission, code: str) -> str:
    return f"{submission.directive_id}:{submission.agency_id}:{code}"


def _record(tx: Tx, ctx: Context, submission: Submission, said: Mapping[str, Any]) -> None:
    tx.audit(ctx, kind="submission", object_id=submission.id, version=submission.version, **said)
