"""The inbox: what was applied is known for as long as it could come again; positions never go back."""

from __future__ import annotations

from structlog.testing import capture_logs

from chassis import inbox
from infra.local import kafka as local_kafka
from tests.chassis.stage import Stage, event, records


def test_an_applied_event_is_remembered_with_its_place(stage: Stage) -> None:
    told = event("draft-1")
    stage.apply(*records(told))
    row = stage.db["inbox"].find_one()
    assert row is not None
    assert (row["_id"], row["p"], row["o"], row["type"]) == (told.id, 0, 0, told.type)
    rows = [{"_id": told.id}, {"_id": "other"}]
    assert stage.database.transaction(lambda tx: inbox.remember(tx, rows)) == {"other"}


def test_the_same_event_again_takes_no_effect(stage: Stage) -> None:
    told = event("draft-1")
    stage.apply(*records(told))
    stage.apply(*records(told, told)[1:])
    assert stage.applied() == {"draft-1": [1]}


def test_a_duplicate_inside_one_batch_takes_no_effect(stage: Stage) -> None:
    told = event("draft-1")
    with capture_logs() as said:
        stage.apply(*records(told, told, event("draft-2"), told))
    assert said == []
    assert stage.applied() == {"draft-1": [1], "draft-2": [1]}


def test_a_position_never_goes_back(stage: Stage) -> None:
    for offset in (5, 3):
        stage.database.transaction(lambda tx, at=offset: inbox.advance(tx, {("a:b.events", 1): at}))
    assert inbox.positions(stage.database.reading()) == {("a:b.events", 1): 5}


def test_positions_effects_and_memory_are_one(stage: Stage) -> None:
    stage.apply(*records(event("draft-1"), event("draft-2")))
    assert inbox.positions(stage.database.reading()) == {("directives.events", 0): 2}
    assert stage.db["inbox"].count_documents({}) == 2


def test_the_memory_lasts_as_long_as_kafka_keeps_offsets(stage: Stage) -> None:
    minutes = int(local_kafka.SETTINGS.split("offsets.retention.minutes=")[1].split()[0])
    kept = [
        index["expireAfterSeconds"]
        for index in stage.db["inbox"].index_information().values()
        if "expireAfterSeconds" in index
    ]
    assert kept == [30 * 24 * 3600]
    assert kept[0] >= minutes * 60


def test_what_the_inbox_has_forgotten_the_version_still_guards(stage: Stage) -> None:
    old, new = event("draft-1", 1), event("draft-1", 2, reason_code="other")
    stage.apply(*records(old, new))
    stage.db["inbox"].delete_many({})
    stage.apply(*records(old, new, old)[2:])
    found = stage.db["drafts"].find_one()
    assert found == {"_id": "draft-1", "ver": 2, "reason": "other"}
