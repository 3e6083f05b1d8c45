"""What is done with groups: stated by an administrator, expanded for anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chassis.events import new_id
from services.directory import store as records
from services.directory.agencies import store as agencies
from services.directory.groups import domain, store
from services.directory.groups.domain import Group

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.pages import Page
    from chassis.transaction import Tx


def establish_group(tx: Tx, ctx: Context, facts: Mapping[str, Any]) -> Group:
    """Establish a group."""
    _refuse_unknown(tx, facts)
    group, events = domain.establish(new_id(), facts, ctx.today, ctx.actor.agency_id)
    records.add(tx, ctx, store.GROUPS, store.to_document(group))
    for event in events:
        tx.publish(event, ctx)
    tx.audit(ctx, kind="group", object_id=group.id, action="establish", version=group.version)
    return group


def change_group(tx: Tx, ctx: Context, changes: Mapping[str, Any], group: Group) -> Group:
    """Change a group's names or rule."""
    _refuse_unknown(tx, changes)
    changed, events = domain.change(group, changes, ctx.today, ctx.actor.agency_id)
    if not events:
        return group
    records.save(tx, store.GROUPS, store.to_document(changed))
    for event in events:
        tx.publish(event, ctx)
    tx.audit(
        ctx,
        kind="group",
        object_id=group.id,
        action="change",
        version=changed.version,
        fields=sorted(changes),
    )
    return changed


def members_of(tx: Tx, ctx: Context, group: Group, asked: Mapping[str, Any]) -> Page:
    """Return a page of the agencies that belong to a group on a day."""
    day = asked["as_of"] or ctx.today
    members = group.members(agencies.valid_on(tx, day), day)
    return agencies.among(tx, [agency.id for agency in members], asked)


def _refuse_unknown(tx: Tx, facts: Mapping[str, Any]) -> None:
    rule = facts.get("rule") or {}
    if rule.get("parent_id"):
        agencies.find_named(tx, rule["parent_id"], "/rule/parent_id")
    for name in ("include", "exclude"):
        agencies.find_all(tx, rule.get(name) or (), f"/rule/{name}")
