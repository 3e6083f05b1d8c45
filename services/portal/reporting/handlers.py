"""What the portal learns of reports. No order is assumed between subjects: every fact may come first."""

from __future__ import annotations

from collections.abc import Callable

from chassis.events import Event
from chassis.transaction import Tx
from services.portal.journeys import store as journeys
from services.portal.journeys.domain import Recipient
from services.portal.journeys.steps import author_of, rows_of
from services.portal.reporting import store
from services.portal.reporting.domain import Told

RETURNED, ACCEPTED = "report-returned.v1", "report-accepted.v1"


def on_report_required(tx: Tx, event: Event) -> None:
    """Count the report as expected of the agencies of the chunk."""
    said = event.data
    period_id = said["period_id"]
    # When it is due is told by report-due-set alone: here stands what was so when the chunk was handled.
    store.keep_period(tx, period_id, 0, {"template": said["template"], "owner_id": said["report_to_id"]})
    owing = dict.fromkeys((one["agency_id"] for one in said["agencies"]), _owing(period_id))
    journeys.change_recipients(tx, said["directive_id"], owing)
    journeys.add_rows(tx, rows_of(event))


def on_report_due_set(tx: Tx, event: Event) -> None:
    """Keep when the period's reports are due; no number is counted anew."""
    said = event.data
    known = {name: said[name] for name in ("template", "due_on", "timely_until")}
    store.keep_period(tx, said["period_id"], event.sequence, known | {"owner_id": said["agency_id"]})
    journeys.add_rows(tx, rows_of(event))


def on_report_step(tx: Tx, event: Event) -> None:
    """Count the report of its agency as standing, as accepted, or no more after it was returned."""
    said = event.data
    told = Told(
        event.sequence,
        said["version"],
        said["submitted_on"],
        standing=event.type != RETURNED,
        accepted=event.type == ACCEPTED,
    )
    steps = {author_of(said): _taking(said["period_id"], told)}
    journeys.change_recipients(tx, said["directive_id"], steps)
    journeys.add_rows(tx, rows_of(event))


def _owing(period_id: str) -> Callable[[Recipient], Recipient]:
    return lambda one: one.owe(period_id)


def _taking(period_id: str, told: Told) -> Callable[[Recipient], Recipient]:
    return lambda one: one.report(period_id, told)


SUBSCRIPTIONS = {
    "report-required.v1": on_report_required,
    "report-due-set.v1": on_report_due_set,
    "report-submitted.v1": on_report_step,
    RETURNED: on_report_step,
    ACCEPTED: on_report_step,
}
