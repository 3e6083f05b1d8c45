"""What is owed and when, learnt from directives and reports; nothing is assumed about what comes first."""

from __future__ import annotations

from typing import Any

from chassis.events import Event
from chassis.transaction import Tx
from services.notifications.deadlines import store
from services.notifications.deadlines.domain import REPORT, REQUIREMENT, TASK, term_of_task


def on_task_assigned(tx: Tx, event: Event) -> None:
    """Keep the task; only one with a day, or one that still needs a day, is ever reminded of."""
    said = event.data
    facts = {
        "subject_kind": TASK,
        "agency_id": said["assignee_id"],
        "owner_ids": [said["assigner_id"]],
        "parties": sorted({said["assignee_id"], said["assigner_id"]}),
        "since": said["occurred_on"],
        "timely_until": None,
        "term": term_of_task(said["kind"], said["status"], said["due_on"]),
    }
    own = ("kind", "binding", "directive_id", "campaign_id", "due_on")
    store.learn(tx, event.sequence, {said["task_id"]: facts | {name: said[name] for name in own}})


def on_task_acknowledged(tx: Tx, event: Event) -> None:
    """Keep that the task was acknowledged."""
    store.acknowledge(tx, event.data["task_id"], event.time)


def on_report_required(tx: Tx, event: Event) -> None:
    """Keep what each agency of the chunk owes, and that somebody has to say when it is due."""
    said = event.data
    owed = {requirement_id(said, one["agency_id"]): _requirement(said, one) for one in said["agencies"]}
    store.learn(tx, event.sequence, owed)
    asked = {
        "owner_ids": [_receiver(said)],
        "directive_ids": [said["directive_id"]],
        "campaign_ids": [said["campaign_id"]] if said["campaign_id"] else [],
        "since": said["occurred_on"],
    }
    told = {name: said[name] for name in ("template", "due_on", "timely_until")}
    store.ask(tx, said["period_id"], asked | told)


def requirement_id(said: dict[str, Any], agency_id: str) -> str:
    """Name what an agency owes because of report-required (events.md §2)."""
    return f"{said['directive_id']}:{agency_id}:{said['template']}:{said['period_id']}"


def _receiver(said: dict[str, Any]) -> str:
    # Until somebody says to whom a report goes, the issuer of the directive answers for it.
    return str(said["report_to_id"] or said["agency_id"])


def _requirement(said: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    return {
        "subject_kind": REQUIREMENT,
        "kind": REPORT,
        "agency_id": one["agency_id"],
        "owner_ids": [_receiver(said)],
        "parties": sorted({one["agency_id"], _receiver(said)}),
        "binding": one["binding"],
        "since": said["occurred_on"],
        "term": said["period_id"],
    } | {name: said[name] for name in ("directive_id", "campaign_id", "template", "period_id")}


def on_report_due_set(tx: Tx, event: Event) -> None:
    """Move everything that is due with the period."""
    told = {name: event.data[name] for name in ("due_on", "timely_until", "template")}
    store.set_due(tx, event.data["period_id"], event.sequence, told)


def on_report_stands(tx: Tx, event: Event) -> None:
    """Stop reminding of a report that was handed in or accepted."""
    store.answer(tx, event.data["requirement_id"], event.sequence, answered=True)


def on_report_returned(tx: Tx, event: Event) -> None:
    """Remind again of a report that has to be mended."""
    store.answer(tx, event.data["requirement_id"], event.sequence, answered=False)
