"""The routes of forms."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import ListArgs, Page, command, query
from chassis.transaction import Tx
from services.reports.forms import schemas, store, usecases
from services.reports.forms.domain import Template

blueprint = Blueprint("templates", __name__, url_prefix="/v1/templates", description="Forms of reports")


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.TemplateView, args=ListArgs, page=True)
def list_templates(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the forms, old ones included."""
    return store.listed(tx, args)


@blueprint.route("", methods=["POST"])
@requires("admin")
@command(schemas.AddTemplate, schemas.TemplateView, status=201)
def add_template(tx: Tx, ctx: Context, body: dict[str, Any]) -> Template:
    """Add a dated form."""
    return usecases.add_template(tx, ctx, body)
