"""A unit of work on the real MongoDB: all or nothing, bounded in time, one write per collection."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import monitoring
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError, WTimeoutError

from chassis.contracts import ContractViolation
from chassis.errors import Refusal
from chassis.mongo import Database
from chassis.transaction import Tx
from tests.chassis.stage import DraftDiscarded, Stage, clerk


def draft(**said: Any) -> DraftDiscarded:
    return DraftDiscarded(subject="d", sequence=1, **said)


def kept(stage: Stage) -> dict[str, int]:
    names = ("drafts", "effects", "outbox", "audit")
    return {name: number for name in names if (number := stage.db[name].count_documents({}))}


def everything(tx: Tx) -> None:
    tx.insert("effects", {"_id": "e"})
    tx.project("drafts", "d", 1, {})
    tx.publish(draft(), clerk())
    tx.audit(clerk(), kind="draft", object_id="d", action="discarded", version=1, fields=["reason"])


def test_state_event_and_audit_are_one(stage: Stage) -> None:
    stage.database.transaction(everything)
    assert kept(stage) == {"drafts": 1, "effects": 1, "outbox": 1, "audit": 1}


def test_what_fails_late_leaves_nothing(stage: Stage) -> None:
    def fails(tx: Tx) -> None:
        everything(tx)
        raise RuntimeError("too late")

    with pytest.raises(RuntimeError):
        stage.database.transaction(fails)
    assert kept(stage) == {}


@pytest.mark.parametrize(
    "said",
    [
        {"reason_code": "boredom"},
        {"directive_id": ""},
        {"origin": {"service": "awards"}},
        {"agency_id": None},
        {"campaign_id": ""},
    ],
    ids=["code", "empty-id", "half-origin", "no-agency", "empty-campaign"],
)
def test_an_event_that_breaks_its_contract_rolls_all_back(stage: Stage, said: dict[str, Any]) -> None:
    def publishes(tx: Tx) -> None:
        everything(tx)
        tx.publish(draft(**said), clerk())

    with pytest.raises(ContractViolation):
        stage.database.transaction(publishes)
    assert kept(stage) == {}


def test_a_conflict_runs_the_function_again_and_publishes_once(stage: Stage) -> None:
    stage.db["effects"].insert_one({"_id": "counter", "n": 0})
    runs: list[int] = []

    def counts(tx: Tx) -> None:
        tx.db["effects"].find_one({"_id": "counter"}, session=tx.session)
        if not runs:
            stage.db["effects"].update_one({"_id": "counter"}, {"$inc": {"n": 10}})
        runs.append(1)
        tx.add("effects", "counter", {"n": 1})
        tx.publish(draft(), clerk())

    stage.database.transaction(counts)
    assert len(runs) == 2
    assert stage.db["effects"].find_one() == {"_id": "counter", "n": 11}
    assert kept(stage)["outbox"] == 1


def test_a_duplicate_key_ends_the_whole_transaction(stage: Stage) -> None:
    stage.db["effects"].insert_one({"_id": "there"})

    def swallows(tx: Tx) -> None:
        tx.insert("drafts", {"_id": "innocent", "ver": 1})
        try:
            tx.db["effects"].insert_many([{"_id": "there"}, {"_id": "n"}], ordered=False, session=tx.session)
        except BulkWriteError:
            tx.insert("drafts", {"_id": "after", "ver": 1})

    with pytest.raises(OperationFailure):
        stage.database.transaction(swallows)
    assert stage.db["drafts"].count_documents({}) == 0


def test_insert_missing_inserts_what_is_not_there_and_says_which(stage: Stage) -> None:
    stage.db["effects"].insert_one({"_id": "a", "old": True})
    wanted = [{"_id": "a"}, {"_id": "b"}, {"_id": "b"}]
    inserted = stage.database.transaction(lambda tx: tx.insert_missing("effects", wanted))
    assert [row["_id"] for row in inserted] == ["b"]
    assert stage.db["effects"].find_one({"_id": "a"}) == {"_id": "a", "old": True}
    assert stage.database.transaction(lambda tx: tx.insert_missing("effects", wanted)) == []


def test_a_transaction_that_cannot_get_on_ends_at_its_deadline(stage: Stage) -> None:
    stage.db["effects"].insert_one({"_id": "held", "n": 0})
    with stage.db.client.start_session() as holder, holder.start_transaction():
        stage.db["effects"].update_one({"_id": "held"}, {"$inc": {"n": 1}}, session=holder)
        with pytest.raises((PyMongoError, WTimeoutError)):
            stage.database.transaction(lambda tx: tx.add("effects", "held", {"n": 1}), seconds=0.5)


def test_a_moved_on_version_is_refused(stage: Stage) -> None:
    stage.db["effects"].insert_one({"_id": "a", "version": 2})
    with pytest.raises(Refusal) as told:
        stage.database.transaction(lambda tx: tx.replace("effects", {"_id": "a", "version": 2}, 1))
    assert told.value.code == "version-mismatch"
    stage.database.transaction(lambda tx: tx.replace("effects", {"_id": "a", "version": 3}, 2))
    assert stage.db["effects"].find_one() == {"_id": "a", "version": 3}


def test_of_projected_versions_the_highest_wins_and_stale_ones_are_counted(stage: Stage) -> None:
    def project(*versions: int) -> int:
        def run(tx: Tx) -> Tx:
            for version in versions:
                tx.project("drafts", "d", version, {"v": version})
            return tx

        return stage.database.transaction(run).stale

    assert project(2, 3, 1) == 1
    assert stage.db["drafts"].find_one() == {"_id": "d", "ver": 3, "v": 3}
    assert project(2) == 1
    assert project(3) == 1
    assert stage.db["drafts"].find_one() == {"_id": "d", "ver": 3, "v": 3}
    assert project(4) == 0


def test_get_sees_what_this_transaction_has_projected_unless_the_store_is_newer(stage: Stage) -> None:
    stage.db["drafts"].insert_one({"_id": "newer", "ver": 9})

    def look(tx: Tx) -> list[Any]:
        tx.project("drafts", "fresh", 1, {})
        tx.project("drafts", "newer", 2, {})
        names = ("fresh", "newer", "none")
        one_by_one = [tx.get("drafts", name) for name in names]
        assert tx.get_many("drafts", names) == {row["_id"]: row for row in one_by_one if row}
        return one_by_one

    expected = [{"_id": "fresh", "ver": 1}, {"_id": "newer", "ver": 9}, None]
    assert stage.database.transaction(look) == expected


def test_counters_add_up_in_one_write(stage: Stage) -> None:
    def count(tx: Tx) -> None:
        for _ in range(3):
            tx.add("effects", "c", {"n": 1, "m": 2}, {"kind": "counter"})

    stage.database.transaction(count)
    assert stage.db["effects"].find_one() == {"_id": "c", "n": 3, "m": 6, "kind": "counter"}


def test_a_batch_of_projections_is_one_read_and_one_write(stage: Stage, mongo_url: str) -> None:
    sent: list[str] = []

    class Commands(monitoring.CommandListener):
        def started(self, event: Any) -> None:
            sent.append(event.command_name)

        def succeeded(self, event: Any) -> None: ...

        def failed(self, event: Any) -> None: ...

    listener = Commands()
    monitoring.register(listener)
    watched = Database(mongo_url, stage.settings.mongo_db)
    try:
        watched.transaction(
            lambda tx: [tx.project("drafts", f"d{n}", 1, {}) for n in range(200)] and None  # type: ignore[func-returns-value]
        )
    finally:
        watched.close()
        monitoring._LISTENERS.command_listeners.remove(listener)
    assert [name for name in sent if name in {"find", "update"}] == ["find", "update"]


def test_the_audit_says_who_in_which_role_and_no_values(stage: Stage) -> None:
    stage.database.transaction(everything)
    entry = stage.db["audit"].find_one()
    assert entry is not None
    said = {name: entry[name] for name in ("actor_id", "role", "agency_id", "action", "fields", "at")}
    assert said == {
        "actor_id": "officer-1",
        "role": "clerk",
        "agency_id": "agency",
        "action": "discarded",
        "fields": ["reason"],
        "at": datetime(2024, 4, 2, tzinfo=UTC),
    }


def test_every_write_is_durable_and_every_moment_has_its_zone(stage: Stage) -> None:
    assert stage.db.write_concern.document == {"w": "majority", "j": True}
    assert stage.db.read_concern.document == {"level": "majority"}
    stage.db["effects"].insert_one({"_id": "t", "at": datetime(2024, 1, 1, tzinfo=UTC)})
    found = stage.db["effects"].find_one()
    assert found is not None
    assert found["at"].tzinfo is not None


def test_a_commit_waits_for_majority_and_journal(stage: Stage, mongo_url: str) -> None:
    concerns: list[Any] = []

    class Commits(monitoring.CommandListener):
        def started(self, event: Any) -> None:
            if event.command_name == "commitTransaction":
                concerns.append(event.command["writeConcern"])

        def succeeded(self, event: Any) -> None: ...

        def failed(self, event: Any) -> None: ...

    listener = Commits()
    monitoring.register(listener)
    watched = Database(mongo_url, stage.settings.mongo_db)
    try:
        watched.transaction(lambda tx: tx.insert("effects", {"_id": "x"}))
    finally:
        watched.close()
        monitoring._LISTENERS.command_listeners.remove(listener)
    assert [(told["w"], told["j"]) for told in concerns] == [("majority", True)]


def test_a_database_opened_before_a_fork_is_refused_after_it(stage: Stage) -> None:
    child = os.fork()
    if child == 0:
        try:
            stage.database.transaction(lambda tx: None)
        except RuntimeError:
            os._exit(42)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
