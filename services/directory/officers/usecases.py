"""What is done with officers: appointed, changed, given an account, reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal
from chassis.events import new_id
from services.directory import store as records
from services.directory.agencies import store as agencies
from services.directory.officers import domain, passwords, store
from services.directory.officers.domain import Officer
from services.directory.sessions import store as sessions

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx


def appoint_officer(tx: Tx, ctx: Context, facts: Mapping[str, Any]) -> Officer:
    """Appoint a person."""
    stated = _with_position_ids(facts, known=frozenset())
    _refuse_unknown(tx, stated)
    officer, events = domain.appoint(new_id(), stated, ctx.today, ctx.actor.agency_id)
    records.add(tx, ctx, store.OFFICERS, store.to_document(officer))
    for event in events:
        tx.publish(event, ctx)
    tx.audit(ctx, kind="officer", object_id=officer.id, action="appoint", version=officer.version)
    return officer


def change_officer(tx: Tx, ctx: Context, changes: Mapping[str, Any], officer: Officer) -> Officer:
    """Change a person's facts or positions; a dismissed person's sessions end."""
    known = frozenset(one.position_id for one in officer.positions)
    stated = _with_position_ids(changes, known)
    _refuse_unknown(tx, stated)
    changed, events = domain.change(officer, stated, ctx.today, ctx.actor.agency_id)
    if not events:
        return officer
    records.save(tx, store.OFFICERS, store.to_document(changed))
    if not changed.active:
        sessions.end_all(tx, officer.id)
    for event in events:
        tx.publish(event, ctx)
    _audit(tx, ctx, changed, "change", sorted(changes))
    return changed


def set_account(tx: Tx, ctx: Context, account: Mapping[str, Any], officer: Officer) -> dict[str, Any]:
    """Give an officer a user name and a password; sessions under the old password end."""
    username = account["username"]
    store.set_account(tx, officer.id, username, passwords.hashed(account["password"]))
    sessions.end_all(tx, officer.id)
    _audit(tx, ctx, officer, "set-account", ["username", "password"])
    return {"officer_id": officer.id, "username": username}


def read_contacts(tx: Tx, ctx: Context, ids: Sequence[str]) -> list[Officer]:
    """Return whom a service may write to; the reading is audited as reading of personal data."""
    found = store.contacts(tx, ids)
    for officer in found:
        _audit(tx, ctx, officer, "read-contact", ["email", "phone"])
    return found


def _audit(tx: Tx, ctx: Context, officer: Officer, action: str, fields: Sequence[str]) -> None:
    tx.audit(ctx, kind="officer", object_id=officer.id, action=action, version=officer.version, fields=fields)


def _with_position_ids(facts: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    if "positions" not in facts:
        return dict(facts)
    for place, position in enumerate(facts["positions"]):
        if "position_id" in position and position["position_id"] not in known:
            raise Refusal("unknown-reference", f"/positions/{place}/position_id")
    return {**facts, "positions": [{"position_id": new_id(), **one} for one in facts["positions"]]}


def _refuse_unknown(tx: Tx, facts: Mapping[str, Any]) -> None:
    for place, position in enumerate(facts.get("positions", ())):
        agencies.find_named(tx, position["agency_id"], f"/positions/{place}/agency_id")
        if position.get("unit_id"):
            pointer = f"/positions/{place}/unit_id"
            unit = agencies.find_named(tx, position["unit_id"], pointer)
            if position["agency_id"] not in unit.path:
                raise Refusal("unit-elsewhere", pointer)
