"""The projection of groups, fed by directory."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.directives.main import SERVICE
from tests.directives.hosting import Province


def test_a_group_is_kept_with_its_folded_names_and_a_stale_version_is_dropped(
    province: Province, deliver: Callable[..., Any], example: Callable[..., Any]
) -> None:
    event = example("group-changed.v1", name="Các Sở tỉnh", aliases=["Các SỞ, ngành"])
    newer = replace(event, id=f"{event.id[:-1]}a", sequence=event.sequence + 2)
    stale = replace(
        event, id=f"{event.id[:-1]}b", sequence=event.sequence + 1, data={**event.data, "name": "Cũ"}
    )
    deliver(province.hosted, SERVICE, event, newer, stale)
    kept = province.hosted.database.db["groups"].find_one({"_id": event.subject})
    assert kept is not None
    assert (kept["ver"], kept["name"]) == (event.sequence + 2, "Các Sở tỉnh")
    assert kept["folded_names"] == ["cac so tinh", "cac so, nganh"]
