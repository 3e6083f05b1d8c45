"""The projection of groups, fed by directory."""

from typing import Any

from chassis.events import Event
from services.directives.issuing.handlers import on_group_changed
from tests.directives.hosting import Province
from tests.fixtures.events import example


def group_changed(sequence: int, **changes: Any) -> Event:
    """Return the example of the contract at a version of the group, changed."""
    return example("group-changed.v1", None, sequence, **changes)


def test_a_group_is_kept_with_its_folded_names_and_a_stale_version_is_dropped(province: Province) -> None:
    newest = group_changed(3, name="Các Sở tỉnh", aliases=["Các SỞ, ngành"])
    for event in (group_changed(1), newest, group_changed(2, name="Cũ")):
        province.hosted.database.transaction(lambda tx, event=event: on_group_changed(tx, event))
    kept = province.hosted.database.db["groups"].find_one({"_id": newest.subject})
    assert kept is not None
    assert (kept["ver"], kept["name"]) == (3, "Các Sở tỉnh")
    assert kept["folded_names"] == ["cac so tinh", "cac so, nganh"]


def test_a_line_is_matched_with_a_group_as_the_event_brought_it(province: Province) -> None:
    event = group_changed(1, name="Các đơn vị mới", rule={"include": ["syt"], "exclude": []})
    province.hosted.database.transaction(lambda tx: on_group_changed(tx, event))
    [line] = province.draft(copy_to=[{"line": "CÁC ĐƠN VỊ MỚI"}])["copy_to"]
    assert line["targets"] == [{"agency_id": None, "group_id": event.subject}]
