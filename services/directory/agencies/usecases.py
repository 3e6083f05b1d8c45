"""What an administrator does with agencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chassis.events import new_id
from services.directory import store as records
from services.directory.agencies import domain, store
from services.directory.agencies.domain import Agency, Surroundings

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx


def establish_agency(tx: Tx, ctx: Context, facts: Mapping[str, Any]) -> Agency:
    """Establish an agency."""
    around = Surroundings(parent=_parent(tx, facts.get("parent_id")), successors=_successors(tx, facts))
    agency, events = domain.establish(new_id(), facts, around, ctx.today)
    records.add(tx, ctx, store.AGENCIES, store.to_document(agency))
    for event in events:
        tx.publish(event, ctx)
    tx.audit(ctx, kind="agency", object_id=agency.id, action="establish", version=agency.version)
    return agency


def change_agency(tx: Tx, ctx: Context, changes: Mapping[str, Any], agency: Agency) -> Agency:
    """Change an agency; what lies below moves with it."""
    around = _surroundings(tx, agency, changes)
    changed, events = domain.change(agency, changes, around, ctx.today)
    if not events:
        return agency
    for one in changed:
        records.save(tx, store.AGENCIES, store.to_document(one))
        tx.audit(
            ctx, kind="agency", object_id=one.id, action="change", version=one.version, fields=sorted(changes)
        )
    for event in events:
        tx.publish(event, ctx)
    return changed[0]


def _surroundings(tx: Tx, agency: Agency, changes: Mapping[str, Any]) -> Surroundings:
    return Surroundings(
        parent=_parent(tx, changes.get("parent_id", agency.parent_id)),
        children=store.children(tx, agency) if "valid_to" in changes else (),
        descendants=store.descendants(tx, agency) if {"parent_id", "kind"} & set(changes) else (),
        successors=_successors(tx, {"successors": agency.successors, **changes}),
    )


def _parent(tx: Tx, parent_id: str | None) -> Agency | None:
    return store.find_named(tx, parent_id, "/parent_id") if parent_id else None


def _successors(tx: Tx, facts: Mapping[str, Any]) -> list[Agency]:
    return store.find_all(tx, facts.get("successors") or (), "/successors")
