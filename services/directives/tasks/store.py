"""The tasks as stored; both parties and those above them may read one (events.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING, IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.directives.lists import chosen, in_status
from services.directives.tasks.domain import STATUSES, Task

INDEXES: dict[str, list[IndexModel]] = {
    "tasks": [
        IndexModel([("parties", 1), ("status", 1), ("_id", DESCENDING)], name="of_parties"),
        IndexModel([("paths", 1), ("status", 1), ("_id", DESCENDING)], name="of_subtree"),
        IndexModel([("assignee_id", 1), ("status", 1), ("_id", DESCENDING)], name="of_assignee"),
        IndexModel([("assigner_id", 1), ("status", 1), ("_id", DESCENDING)], name="of_assigner"),
    ]
}
FILTERS = ("directive_id", "assignee_id", "assigner_id", "kind")


def add(tx: Tx, tasks: Sequence[Task]) -> None:
    """Keep newly made tasks."""
    tx.insert_missing("tasks", [document_of(task) for task in tasks])


def visible(tx: Tx, ctx: Context, task_id: str) -> Task | None:
    """Return a task that one of the actor's agencies gave or has, or that lies below them."""
    wanted = {"$and": [{"_id": task_id}, ctx.scope.filter()]}
    found: dict[str, Any] | None = tx.db["tasks"].find_one(wanted, session=tx.session)
    return aggregate_of(Task, found) if found else None


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the tasks the actor may read, newest directive first."""
    wanted = [ctx.scope.filter(), in_status(asked, STATUSES), *chosen(asked, FILTERS)]
    found = page(tx, "tasks", {"$and": wanted}, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Task, document))


def replace(tx: Tx, task: Task) -> None:
    """Keep the next version of a task; raises Refusal `version-mismatch`."""
    tx.replace("tasks", document_of(task), task.version - 1)
