"""The sample's groups: reads their table and turns names of agencies into ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.directory.groups.domain import Group, establish
from services.directory.sample.bodies import sample_id, table


def groups(ids: Mapping[str, str], on: date) -> list[Group]:
    """Return every group of the sample; `ids` gives the id of each agency's name."""
    root = next(iter(ids.values()))
    return [
        establish(sample_id("group", row["code"]), _facts(row, ids), on, root)[0] for row in table("groups")
    ]


def _facts(row: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    given = dict(row["rule"])
    rule = {name: given[name] for name in ("kind", "level") if name in given}
    if "parent" in given:
        rule["parent_id"] = ids[given["parent"]]
    rule["include"] = [ids[name] for name in given.get("include", [])]
    return {"code": row["code"], "name": row["name"], "aliases": row.get("aliases", []), "rule": rule}
