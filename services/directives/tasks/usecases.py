"""The steps of a task: made when its directive is registered, acknowledged by its agency."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from chassis.calendar import Calendar, read_calendar
from chassis.context import Actor, Context
from chassis.errors import Refusal
from chassis.transaction import Tx
from services.directives.dispatch.domain import ACTION, Dispatch
from services.directives.issuing.domain import Directive
from services.directives.tasks import store
from services.directives.tasks.domain import Assignment, Task, tasks_of

KIND = "task"


def assign_tasks(
    tx: Tx, ctx: Context, directive: Directive, dispatch: Dispatch, arrived_on: dt.date
) -> list[Task]:
    """Give the agency its tasks; who gets the document for information has none.

    A step of the system, caused by the registration. A task is never assigned before its document was
    issued, even when the stamp of arrival says so.
    """
    if dispatch.purpose != ACTION:
        return []
    issued_on = dispatch.issued_on
    given = Assignment(
        directive_id=directive.id,
        assigner_id=dispatch.issuer_id,
        assignee_id=dispatch.agency_id,
        binding=dispatch.binding,
        campaign_id=dispatch.campaign_id,
        start_on=directive.window.start or issued_on,
        assigned_on=max(arrived_on, issued_on),
        paths=dispatch.paths,
        now=ctx.now,
    )
    tasks = _with_calendar(tasks_of(directive.clauses, given), read_calendar(tx))
    store.add(tx, tasks)
    _tell(tx, ctx, tasks)
    return tasks


def acknowledge_task(tx: Tx, ctx: Context, body: dict[str, Any], task: Task) -> dict[str, Any]:
    """Take note of a task of one's own agency."""
    if task.assignee_id != ctx.actor.agency_id:
        raise Refusal("forbidden")
    day, _ = ctx.business_date(body.get("acknowledged_on"), "/acknowledged_on")
    taken, event = task.acknowledge(day)
    store.replace(tx, taken)
    tx.publish(event, ctx)
    _record(tx, ctx, taken, "acknowledge")
    return shown(taken, ctx)


def shown(task: Task, ctx: Context) -> dict[str, Any]:
    """Return the task with what is computed for the reader's day."""
    return {**asdict(task), "labels": task.labels_on(ctx.today)}


def _with_calendar(tasks: list[Task], calendar: Calendar) -> list[Task]:
    """Note by which calendar a due date is counted; without a date there is none."""
    return [
        replace(task, calendar_version=calendar[task.due_on.year].version)
        if task.due_on and task.due_on.year in calendar
        else task
        for task in tasks
    ]


def _tell(tx: Tx, ctx: Context, tasks: list[Task]) -> None:
    for task in tasks:
        system = replace(ctx, actor=Actor("system", task.assignee_id), role="service")
        tx.publish(task.assigned(), system)
        _record(tx, system, task, "assign")


def _record(tx: Tx, ctx: Context, task: Task, action: str) -> None:
    tx.audit(ctx, kind=KIND, object_id=task.id, action=action, version=task.version)
