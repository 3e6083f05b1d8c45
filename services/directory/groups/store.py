"""Groups in the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chassis.pages import Page, page
from chassis.text import fold
from services.directory.groups.domain import Group, rule_from

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx

GROUPS = "groups"
BY_NAME = (("name", 1), ("_id", 1))


def to_document(group: Group) -> dict[str, Any]:
    """Return a group as it is stored."""
    names = [group.name, *group.aliases]
    return {
        "_id": group.id,
        "version": group.version,
        "code": group.code,
        "name": group.name,
        "aliases": list(group.aliases),
        "rule": group.rule.given(),
        "folded_names": list(dict.fromkeys(fold(name) for name in names)),
    }


def from_document(found: Mapping[str, Any]) -> Group:
    """Return a stored group."""
    return Group(
        id=found["_id"],
        version=found["version"],
        code=found["code"],
        name=found["name"],
        aliases=tuple(found["aliases"]),
        rule=rule_from(found["rule"]),
    )


def find(tx: Tx, ctx: Context, group_id: str) -> Group | None:
    """Return a group; every signed-in officer may read it."""
    found = tx.db[GROUPS].find_one({"_id": {"$eq": group_id}}, session=tx.session)
    return from_document(found) if found else None


def listed(tx: Tx, asked: Mapping[str, Any]) -> Page:
    """Return a page of all groups, by name."""
    return page(tx, GROUPS, {}, BY_NAME, limit=asked["limit"], cursor=asked["cursor"]).map(from_document)
