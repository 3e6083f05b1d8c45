"""What reports learns from others: who owes what since a directive went out, where an agency stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from chassis import projections
from chassis.context import Context
from chassis.events import Event
from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.transaction import Tx
from services.reports import store
from services.reports.domain.periods import Period, period_id
from services.reports.domain.requirements import Owing, ReportRequired, Requirement, requirement_id
from services.reports.store import counters

ACTION = "action"


def on_directive_dispatched(tx: Tx, event: Event) -> None:
    """Require each report of each action recipient of the chunk; repeating it changes nothing."""
    chunk = event.data
    acting = [recipient for recipient in chunk["recipients"] if recipient["purpose"] == ACTION]
    if not acting:
        return
    for row in chunk["reporting"]:
        _require(tx, event, row, acting)


def _require(tx: Tx, event: Event, row: Mapping[str, Any], acting: Sequence[Mapping[str, Any]]) -> None:
    chunk = event.data
    period = _period(tx, event, row)
    receiver = row["report_to_id"] or chunk["issuer_id"]
    above = store.paths_of(tx, [receiver, *(one["agency_id"] for one in acting)])
    made = [_requirement(event, row, one, period.id, above) for one in acting]
    new = store.add_missing(tx, made)
    if new:
        counters.expect(tx, [requirement for requirement in made if requirement.id in new])
        ctx = Context.caused_by(event, agency_id=chunk["issuer_id"])
        tx.publish(_required(chunk, row, acting, period), ctx)
        subject = f"{event.subject}:{row['template']}"
        tx.audit(ctx, kind="requirements", object_id=subject, action="require", version=1)


def _period(tx: Tx, event: Event, row: Mapping[str, Any]) -> Period:
    """Return the period as it is, made without a due day when it is the first time that it is asked for."""
    issued_on = dt.date.fromisoformat(event.data["issued_on"])
    id = period_id(row["template"], issued_on.year, row["report_to_id"])
    known = store.periods(tx, [id]).get(id)
    if known:
        return known
    form = store.template_on(tx, row["template"], issued_on)
    made = Period(
        id=id,
        version=1,
        template=row["template"],
        year=issued_on.year,
        owner_id=row["report_to_id"],
        cutoff_from=form.cutoff.start.in_year(issued_on.year) if form else None,
        cutoff_to=form.cutoff.end.in_year(issued_on.year) if form else None,
        due_on=None,
        timely_until=None,
        lock_on=None,
        calendar_version=None,
        created_at=event.time,
        created_by="system",
    )
    store.add_missing(tx, [made])
    return made


def _requirement(
    event: Event,
    row: Mapping[str, Any],
    recipient: Mapping[str, Any],
    period: str,
    above: Mapping[str, tuple[str, ...]],
) -> Requirement:
    chunk, agency_id = event.data, recipient["agency_id"]
    receiver = row["report_to_id"] or chunk["issuer_id"]
    own_path = above.get(agency_id, ())
    return Requirement(
        id=requirement_id(chunk["directive_id"], agency_id, row["template"], period),
        version=1,
        directive_id=chunk["directive_id"],
        symbol=chunk["symbol"],
        template=row["template"],
        period_id=period,
        agency_id=agency_id,
        issuer_id=chunk["issuer_id"],
        report_to_id=row["report_to_id"],
        binding=recipient["binding"],
        campaign_id=chunk["campaign_id"],
        issued_on=dt.date.fromisoformat(chunk["issued_on"]),
        status="expected",
        submission_id=None,
        submission_status=None,
        first_submitted_on=None,
        parties=(receiver, agency_id),
        paths=tuple(sorted({*own_path, *above.get(receiver, ())})),
        agency_path=own_path,
        created_at=event.time,
        created_by="system",
    )


def _required(
    chunk: Mapping[str, Any],
    row: Mapping[str, Any],
    acting: Sequence[Mapping[str, Any]],
    period: Period,
) -> ReportRequired:
    return ReportRequired(
        directive_id=chunk["directive_id"],
        chunk=chunk["chunk"],
        agency_id=chunk["issuer_id"],
        occurred_on=dt.date.fromisoformat(chunk["issued_on"]),
        campaign_id=chunk["campaign_id"],
        template=row["template"],
        period_id=period.id,
        report_to_id=row["report_to_id"],
        due_on=period.due_on,
        timely_until=period.timely_until,
        calendar_version=period.calendar_version,
        agencies=tuple(Owing(agency_id=one["agency_id"], binding=one["binding"]) for one in acting),
    )


def on_agency_changed(tx: Tx, event: Event) -> None:
    """Keep the agency, and count what it owes where it stands now: it may come late, or move."""
    projections.on_agency_changed(tx, event)
    path = tuple(event.data["path"])
    newest = tx.get("agencies", event.subject)
    if newest is None or tuple(newest["path"]) != path:
        return
    for before in store.requirements_of(tx, event.subject):
        if before.agency_path != path:
            after = before.standing_under(path)
            store.replace(tx, after)
            counters.move(tx, before, after)


SUBSCRIPTIONS = IDENTITY_SUBSCRIPTIONS | {
    "agency-changed.v1": on_agency_changed,
    "directive-dispatched.v1": on_directive_dispatched,
}
