"""The projection of groups, fed by directory."""

from datetime import UTC, datetime
from typing import Any

import orjson

from chassis import contracts
from chassis.events import Event, new_id
from services.directives.issuing.handlers import on_group_changed
from tests.directives.hosting import Province


def group_changed(sequence: int, **changes: Any) -> Event:
    """Return the example of the contract at a version of the group, changed."""
    example = contracts.known()["group-changed.v1"].with_name("v1.example.json")
    changed = {**orjson.loads(example.read_bytes()), **changes}
    contracts.validate("group-changed.v1", changed)
    return Event(
        id=new_id(),
        source="/services/directory",
        type="group-changed.v1",
        subject=changed["group_id"],
        sequence=sequence,
        time=datetime(2024, 1, 1, tzinfo=UTC),
        data=changed,
    )


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
