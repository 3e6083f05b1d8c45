"""The routes of tasks."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.directives.tasks import schemas, store, usecases
from services.directives.tasks.domain import Task

blueprint = Blueprint("tasks", __name__, url_prefix="/v1/tasks", description="Duties of an agency")


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.TaskView, args=schemas.TaskArgs, page=True)
def list_tasks(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the tasks one's agency gave or has, and those below it for its leaders and monitors."""
    return store.listed(tx, ctx, args).map(lambda task: usecases.shown(task, ctx))


@blueprint.route("/<task_id>", methods=["GET"])
@requires()
@query(schemas.TaskView)
def read_task(tx: Tx, ctx: Context, args: dict[str, Any], task_id: str) -> dict[str, Any] | None:
    """Read a task."""
    task = store.visible(tx, ctx, task_id)
    return usecases.shown(task, ctx) if task else None


@blueprint.route("/<task_id>/acknowledge", methods=["POST"])
@requires("leader", "officer")
@command(schemas.AcknowledgeTask, schemas.TaskView, target=store.visible)
def acknowledge(tx: Tx, ctx: Context, body: dict[str, Any], task: Task) -> dict[str, Any]:
    """Take note of a task of one's own agency."""
    return usecases.acknowledge_task(tx, ctx, body, task)
