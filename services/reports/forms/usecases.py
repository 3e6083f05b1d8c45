"""The one step of forms: a new dated one."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.transaction import Tx
from services.reports.forms import store
from services.reports.forms.domain import Template, template_id


def add_template(tx: Tx, ctx: Context, body: dict[str, Any]) -> Template:
    """Add a dated form; one that exists is never edited, from its first day on the new one is in force."""
    id = template_id(body["code"], body["valid_from"])
    form = Template(id=id, version=1, created_at=ctx.now, created_by=ctx.actor.officer_id, **body)
    form.refuse_faulty()
    if store.by_id(tx, form.id):
        raise Refusal("template-exists", "/valid_from", template=form.code)
    store.add(tx, form)
    tx.audit(ctx, kind="template", object_id=form.id, action="add", version=form.version)
    return form
