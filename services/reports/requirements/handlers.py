"""What reports learns from others: who owes what since a directive went out, where an agency stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from chassis.context import Context
from chassis.events import Event
from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.projections import follow_agency, paths_above, standing
from chassis.transaction import Tx
from services.reports.completeness import store as counters
from services.reports.forms import store as forms
from services.reports.periods import store as periods
from services.reports.periods.domain import Period, period_id
from services.reports.requirements import store
from services.reports.requirements.domain import Owing, ReportRequired, Requirement, requirement_id

ACTION = "action"
Recipients = Sequence[Mapping[str, Any]]


def on_directive_dispatched(tx: Tx, event: Event) -> None:
    """Require each report of each action recipient of the chunk; repeating it changes nothing."""
    chunk = event.data
    acting = [recipient for recipient in chunk["recipients"] if recipient["purpose"] == ACTION]
    if not acting:
        return
    for row in chunk["reporting"]:
        _require(tx, event, _period(tx, event, row), acting)


def _require(tx: Tx, event: Event, period: Period, acting: Recipients) -> None:
    chunk = event.data
    receiver_id = period.owner_id or chunk["issuer_id"]
    above = standing(tx, [receiver_id, *(one["agency_id"] for one in acting)])
    new = store.add_missing(tx, [_requirement(event, period, one, above) for one in acting])
    if new:
        counters.expect(tx, new)
        ctx = Context.caused_by(event, agency_id=chunk["issuer_id"])
        required = _required(chunk, period, acting)
        tx.publish(required, ctx)
        tx.audit(ctx, kind="requirements", object_id=required.subject, action="require", version=1)


def _period(tx: Tx, event: Event, row: Mapping[str, Any]) -> Period:
    """Return the period as it is, made without a due day when it is the first time that it is asked for.

    It covers the days of the year's newest form, whichever directive of the year comes first.
    """
    template, year, issuer_id = row["template"], int(event.data["issued_on"][:4]), event.data["issuer_id"]
    id = period_id(template, year, row["report_to_id"], issuer_id)
    known = periods.by_id(tx, id)
    if known:
        return known
    form = forms.in_force(tx, template, dt.date(year, 1, 1), dt.date(year, 12, 31))
    made = Period(
        id=id,
        version=1,
        template=template,
        year=year,
        owner_id=row["report_to_id"],
        issuer_id=None if row["report_to_id"] else issuer_id,
        cutoff_from=form.cutoff.start.in_year(year) if form else None,
        cutoff_to=form.cutoff.end.in_year(year) if form else None,
        due_on=None,
        timely_until=None,
        lock_on=None,
        calendar_version=None,
        created_at=event.time,
        created_by="system",
    )
    periods.add(tx, made)
    return made


def _requirement(
    event: Event, period: Period, recipient: Mapping[str, Any], above: Mapping[str, tuple[str, ...]]
) -> Requirement:
    chunk, agency_id = event.data, recipient["agency_id"]
    receiver_id = period.owner_id or chunk["issuer_id"]
    parties = (receiver_id, agency_id)
    return Requirement(
        id=requirement_id(chunk["directive_id"], agency_id, period.template, period.id),
        version=1,
        directive_id=chunk["directive_id"],
        symbol=chunk["symbol"],
        template=period.template,
        period_id=period.id,
        agency_id=agency_id,
        issuer_id=chunk["issuer_id"],
        report_to_id=period.owner_id,
        binding=recipient["binding"],
        campaign_id=chunk["campaign_id"],
        issued_on=dt.date.fromisoformat(chunk["issued_on"]),
        status="expected",
        submission_id=None,
        submission_status=None,
        first_submitted_on=None,
        parties=parties,
        paths=paths_above(parties, above),
        agency_path=above.get(agency_id, ()),
        created_at=event.time,
        created_by="system",
    )


def _required(chunk: Mapping[str, Any], period: Period, acting: Recipients) -> ReportRequired:
    return ReportRequired(
        directive_id=chunk["directive_id"],
        chunk=chunk["chunk"],
        agency_id=chunk["issuer_id"],
        occurred_on=dt.date.fromisoformat(chunk["issued_on"]),
        campaign_id=chunk["campaign_id"],
        template=period.template,
        period_id=period.id,
        report_to_id=period.owner_id,
        due_on=period.due_on,
        timely_until=period.timely_until,
        calendar_version=period.calendar_version,
        agencies=tuple(Owing(agency_id=one["agency_id"], binding=one["binding"]) for one in acting),
    )


def on_agency_changed(tx: Tx, event: Event) -> None:
    """Keep the agency; what it owes is counted where it stands now: it may come late, or move."""
    follow_agency(tx, event, store.COLLECTION)
    known = tx.get("agencies", event.subject)
    path = tuple(known["path"]) if known else ()
    for requirement in store.moved(tx, event.subject, path):
        counters.move(tx, requirement, requirement.standing_under(path))


SUBSCRIPTIONS = IDENTITY_SUBSCRIPTIONS | {
    "agency-changed.v1": on_agency_changed,
    "directive-dispatched.v1": on_directive_dispatched,
}
