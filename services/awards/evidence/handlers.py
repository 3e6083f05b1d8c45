"""What awards learns from others: reports that were accepted, directives that were issued."""

from __future__ import annotations

from chassis.events import Event
from chassis.transaction import Tx
from services.awards.evidence.domain import reporting_agency
from services.awards.evidence.store import DIRECTIVES


def on_report_accepted(tx: Tx, event: Event) -> None:
    """Keep the report as evidence of the agency that handed it in."""
    report = event.data
    agency_id = reporting_agency(report["requirement_id"], report["directive_id"])
    told = ("directive_id", "campaign_id", "template", "period_id", "accepted_on", "figures")
    kept = {name: report[name] for name in told}
    parties = sorted({agency_id, report["report_to_id"] or report["agency_id"]})
    tx.project("evidence", event.subject, event.sequence, kept | {"agency_id": agency_id, "parties": parties})


def on_directive_issued(tx: Tx, event: Event) -> None:
    """Keep what campaigns and decisions need of a directive."""
    told = ("symbol", "issuer_id", "campaign_id", "issued_on")
    tx.project(DIRECTIVES, event.subject, event.sequence, {name: event.data[name] for name in told})
