"""The outbox: what a row holds, in which order rows stand, which of them expire."""

from __future__ import annotations

import threading

import orjson
import pytest
from pymongo.client_session import ClientSession

from chassis import dead_letters, outbox
from chassis.context import Context
from chassis.contracts import ContractViolation
from chassis.events import attributes_of, decode
from chassis.transaction import Tx
from tests.chassis.stage import DISCARDED, DraftDiscarded, Stage, clerk, event


def test_a_row_is_ready_to_be_sent(stage: Stage) -> None:
    (event_id,) = stage.write(("draft-1", 3))
    row = stage.db["outbox"].find_one()
    assert row is not None
    assert (row["_id"], row["topic"], row["key"], row["st"]) == (
        event_id,
        "directives.events",
        "draft-1",
        "P",
    )
    assert (row["type"], row["ver"]) == (DISCARDED, 3)
    told = decode(attributes_of((name, value) for name, value in row["hdr"]), row["body"])
    assert (told.id, told.subject, told.sequence, told.time) == (event_id, "draft-1", 3, clerk().now)
    assert orjson.loads(row["body"])["occurred_on"] == "2024-04-02"


def test_the_server_stamps_a_row_so_that_rows_stand_in_the_order_of_versions(stage: Stage) -> None:
    stage.write(*[("draft-1", n) for n in range(1, 21)])
    rows = list(stage.db["outbox"].find().sort("ts", 1))
    assert [row["ver"] for row in rows] == list(range(1, 21))
    assert len({row["ts"] for row in rows}) == 20


@pytest.mark.parametrize(
    "wanted",
    [{"st": outbox.PENDING}, {"st": outbox.QUARANTINED}, dead_letters.OPEN],
    ids=str,
)
def test_what_is_looked_for_again_and_again_reads_nothing_of_what_was_sent(
    stage: Stage, wanted: dict[str, object]
) -> None:
    stage.write(*[(f"draft-{n}", 1) for n in range(50)])
    stage.db["outbox"].update_many({}, {"$set": {"st": outbox.SENT}})
    told = stage.db.command("explain", {"count": "outbox", "query": wanted}, verbosity="executionStats")
    assert told["executionStats"]["totalDocsExamined"] == 0


def test_a_late_commit_with_an_early_id_is_still_pending(stage: Stage) -> None:
    """Whoever kept the last id it has seen would never see this row."""
    begun, written = threading.Event(), threading.Event()

    def slow(tx: Tx) -> str:
        made = tx.publish(DraftDiscarded(subject="early", sequence=1), clerk())
        begun.set()
        written.wait(10)
        return made

    early: list[str] = []
    thread = threading.Thread(target=lambda: early.append(stage.database.transaction(slow, 20)))
    thread.start()
    begun.wait(10)
    (late,) = stage.write(("late", 1))
    visible = [row["_id"] for row in stage.db["outbox"].find({"st": outbox.PENDING}).sort("ts", 1)]
    written.set()
    thread.join()
    assert visible == [late]
    assert early[0] < late
    assert stage.db["outbox"].count_documents({"st": outbox.PENDING}) == 2


def test_what_an_event_causes_has_the_same_id_each_time(stage: Stage) -> None:
    cause = event("cause")
    ctx = Context.caused_by(cause, agency_id="agency")
    ids = {outbox.row(DraftDiscarded(subject="d", sequence=1), ctx)["_id"] for _ in range(3)}
    other = outbox.row(DraftDiscarded(subject="e", sequence=1), ctx)["_id"]
    assert len(ids) == 1
    assert other not in ids


def test_what_an_event_causes_names_it_and_carries_its_time(stage: Stage) -> None:
    cause = event("cause")
    row = outbox.row(DraftDiscarded(subject="d", sequence=1), Context.caused_by(cause, agency_id="agency"))
    told = attributes_of(row["hdr"])
    assert told["ce_causationid"] == cause.id
    assert told["ce_correlationid"] == cause.id
    assert decode(told, bytes(row["body"])).time.timestamp() == pytest.approx(
        cause.time.timestamp(), abs=0.002
    )


def test_only_what_was_sent_expires(stage: Stage) -> None:
    indexes = stage.db["outbox"].index_information().values()
    expiring = [index["key"] for index in indexes if "expireAfterSeconds" in index]
    assert expiring == [[("sentAt", 1)]]
    stage.write(("draft-1", 1))
    assert stage.db["outbox"].count_documents({"sentAt": {"$exists": True}}) == 0


def test_the_window_query_uses_the_small_index_of_pending_rows(stage: Stage) -> None:
    stage.write(("draft-1", 1))
    plan = stage.db["outbox"].find({"st": outbox.PENDING}).sort("ts", 1).explain()
    assert "'indexName': 'pending'" in str(plan["queryPlanner"]["winningPlan"])
    assert "SORT'" not in str(plan["queryPlanner"]["winningPlan"])


def test_a_row_is_never_visible_before_its_transaction_commits(stage: Stage) -> None:
    def looks(tx: Tx) -> int:
        everything: ClientSession | None = None
        tx.publish(DraftDiscarded(subject="d", sequence=1), clerk())
        tx.flush()
        return stage.db["outbox"].count_documents({}, session=everything)

    with pytest.raises(ZeroDivisionError):
        stage.database.transaction(lambda tx: 1 // looks(tx))
    assert stage.db["outbox"].count_documents({}) == 0


def test_an_event_larger_than_the_limit_is_refused_in_its_transaction(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outbox.MAX_BODY_BYTES == 64 * 1024
    monkeypatch.setattr(outbox, "MAX_BODY_BYTES", 100)
    with pytest.raises(ContractViolation, match="larger than 100 bytes"):
        stage.write(("draft", 1))
    assert stage.db["outbox"].count_documents({}) == 0
