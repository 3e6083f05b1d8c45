"""What awards listens to: accepted reports, directives issued, drafts given up, and directory's facts."""

from __future__ import annotations

from chassis.events import Event
from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.transaction import Tx
from services.awards.decisions import handlers as decisions
from services.awards.evidence import handlers as evidence


def on_directive_issued(tx: Tx, event: Event) -> None:
    """Keep the directive, and close the decision it is the document of."""
    evidence.on_directive_issued(tx, event)
    decisions.on_directive_issued(tx, event)


SUBSCRIPTIONS = IDENTITY_SUBSCRIPTIONS | {
    "report-accepted.v1": evidence.on_report_accepted,
    "directive-issued.v1": on_directive_issued,
    "directive-draft-discarded.v1": decisions.on_directive_draft_discarded,
}
