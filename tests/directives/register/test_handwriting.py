"""Handwriting on a paper is kept as it was read; no state ever comes from it (domain.md, finding 1)."""

from __future__ import annotations

from typing import Any

from tests.directives.hosting import Province

NOTES = [
    {"raw_text": "Chưa triển khai thực hiện", "target_raw": "Tô Chai - Hc"},
    {"raw_text": "Đã hoàn thành", "target_raw": "Tô Chai - Hc"},
]
MARKS = ["19 / 3/2024", "Bsút"]


def left(province: Province, **written: Any) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """Register a plan at Sở Y tế; return the entry, its tasks and the events that were told."""
    province.open_book("syt", "incoming", document_types=[], last_number=328)
    entry = province.register(province.arrived("syt"), **written)
    assert entry.status_code == 201, entry.json
    found = province.hosted.get("/v1/tasks", province.officer("syt", "leader")).json["items"]
    tasks = [(task["number"], task["status"], task["progress"], task["labels"]) for task in found]
    return entry.json, tasks, [name for name, _, _ in province.hosted.outbox()]


def test_no_state_comes_from_what_was_written_by_hand(province: Province) -> None:
    _, tasks, told = left(province, annotations=NOTES, marks=MARKS)
    assert tasks == [("IV.2.a", "assigned", 0, ["not-started"])], "not started is computed, not read"
    steps = ["directive-issued.v1", "directive-dispatched.v1", "documents-arrived.v1"]
    assert told == [*steps, "task-assigned.v1", "document-registered.v1"]


def test_a_routing_note_and_stray_marks_are_kept_as_read_and_point_at_nobody(province: Province) -> None:
    entry, _, _ = left(province, annotations=NOTES, marks=MARKS)
    assert [(note["raw_text"], note["target_raw"], note["status"]) for note in entry["annotations"]] == [
        (note["raw_text"], note["target_raw"], "raw") for note in NOTES
    ]
    assert (entry["marks"], entry["status"]) == (MARKS, "registered")
