"""What the portal learns of directives. No order is assumed between subjects: every fact may come first."""

from __future__ import annotations

from collections.abc import Callable

from chassis.events import Event
from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.projections import paths_of, standing
from chassis.transaction import Tx
from services.portal.journeys import store
from services.portal.journeys.domain import Recipient
from services.portal.journeys.steps import rows_of

AGENCY = "agency-changed.v1"
HEAD = (
    "symbol", "type", "subject", "issuer_id", "signed_on", "issued_on", "urgency", "implements_id",
    "campaign_id", "window", "recipient_count", "chunk_count",
)  # fmt: skip


def on_agency_changed(tx: Tx, event: Event) -> None:
    """Keep the agency; what it has to do with is counted where it stands now: it may come late, or move."""
    before = standing(tx, [event.subject])
    IDENTITY_SUBSCRIPTIONS[AGENCY](tx, event)
    after = paths_of(tx, [event.subject])
    if after != before:
        store.stand(tx, event.subject, after.get(event.subject, ()))


def on_directive_issued(tx: Tx, event: Event) -> None:
    """Keep the head of the directive, with the numbers of the clauses that tasks refer to."""
    said = event.data
    head = {name: said[name] for name in HEAD} | {
        # The subject line travels only with a public document.
        "public": said["subject"] is not None,
        "clauses": [{name: one[name] for name in ("clause_id", "number")} for one in said["clauses"]],
        "state": "issued",
    }
    store.keep_head(tx, said["directive_id"], event.sequence, head)
    store.add_rows(tx, rows_of(event))


def on_draft_discarded(tx: Tx, event: Event) -> None:
    """Keep that the draft came to nothing."""
    said = event.data
    head = {"issuer_id": said["agency_id"], "campaign_id": said["campaign_id"], "state": "discarded"}
    store.keep_head(tx, said["directive_id"], event.sequence, head)
    store.add_rows(tx, rows_of(event))


def on_directive_dispatched(tx: Tx, event: Event) -> None:
    """Count the agencies of the chunk as addressed."""
    said = event.data
    known = ("symbol", "issuer_id", "issued_on", "window", "campaign_id")
    store.keep_stub(tx, said["directive_id"], {name: said[name] for name in known})
    addressed = {one["agency_id"]: _addressing(one["purpose"], one["binding"]) for one in said["recipients"]}
    store.change_recipients(tx, said["directive_id"], addressed)
    store.add_rows(tx, rows_of(event))


def on_documents_arrived(tx: Tx, event: Event) -> None:
    """Count the agencies of the chunk as reached."""
    said = event.data
    store.keep_stub(tx, said["directive_id"], {"issuer_id": said["issuer_id"]})
    store.change_recipients(tx, said["directive_id"], dict.fromkeys(said["agency_ids"], Recipient.arrive))
    store.add_rows(tx, rows_of(event))


def on_document_registered(tx: Tx, event: Event) -> None:
    """Count the agency as having registered; an arrival on paper of a foreign document has no journey."""
    said = event.data
    if said["directive_id"] is None:
        return
    store.keep_stub(tx, said["directive_id"], {})
    _change_one(
        tx,
        event,
        said["agency_id"],
        lambda one: one.register(said["incoming_id"], said["task_count"]),
    )


def on_task_assigned(tx: Tx, event: Event) -> None:
    """Count the task, unless it sleeps until its condition comes true."""
    said = event.data
    store.keep_stub(tx, said["directive_id"], {})
    dormant = said["status"] == "dormant"
    _change_one(tx, event, said["assignee_id"], lambda one: one if dormant else one.assign(said["task_id"]))


def on_task_acknowledged(tx: Tx, event: Event) -> None:
    """Count the task as taken on."""
    said = event.data
    store.keep_stub(tx, said["directive_id"], {})
    _change_one(tx, event, said["assignee_id"], lambda one: one.acknowledge(said["task_id"]))


def _addressing(purpose: str, binding: str | None) -> Callable[[Recipient], Recipient]:
    return lambda one: one.address(purpose, binding)


def _change_one(tx: Tx, event: Event, agency_id: str, change: Callable[[Recipient], Recipient]) -> None:
    store.change_recipients(tx, event.data["directive_id"], {agency_id: change})
    store.add_rows(tx, rows_of(event))


def on_step(tx: Tx, event: Event) -> None:
    """Tell a step that moves no number of a directive."""
    store.add_rows(tx, rows_of(event))


TOLD_ONLY = (
    "reminder-sent.v1", "reminder-acknowledged.v1", "criteria-published.v1", "exemplar-verified.v1",
    "nomination-submitted.v1", "award-decision-prepared.v1", "award-decided.v1", "award-publicised.v1",
)  # fmt: skip
SUBSCRIPTIONS = (
    IDENTITY_SUBSCRIPTIONS
    | dict.fromkeys(TOLD_ONLY, on_step)
    | {
        AGENCY: on_agency_changed,
        "directive-issued.v1": on_directive_issued,
        "directive-draft-discarded.v1": on_draft_discarded,
        "directive-dispatched.v1": on_directive_dispatched,
        "documents-arrived.v1": on_documents_arrived,
        "document-registered.v1": on_document_registered,
        "task-assigned.v1": on_task_assigned,
        "task-acknowledged.v1": on_task_acknowledged,
    }
)
