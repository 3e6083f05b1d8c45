"""How an issued directive comes to lie with its recipients, and who may see it there."""

import pytest

from chassis.events import Event
from chassis.transaction import Tx
from tests.directives.hosting import Province
from tests.fixtures.events import deliver, example, published

PERSONS = {"line": "CT, các PCT UBND tỉnh", "persons": True}


def test_every_recipient_of_a_chunk_gets_one_row_and_the_world_is_told_once(province: Province) -> None:
    issued = province.issued(copy_to=[{"line": "Các Sở, ban, ngành tỉnh"}, {"line": "Báo Mẫu"}, PERSONS])
    province.arrive()
    rows = {row["_id"]: row for row in province.hosted.database.db["dispatches"].find()}
    assert set(rows) == {f"{issued['id']}:{agency}" for agency in ("syt", "snv", "press")}
    health = rows[f"{issued['id']}:syt"]
    assert (health["status"], health["code"], health["symbol"]) == ("arrived", "01", "577/KH-UBND")
    assert (health["purpose"], health["binding"]) == ("action", "assigned")
    assert rows[f"{issued['id']}:press"]["purpose"] == "information"
    [(_, subject, told)] = province.hosted.outbox("documents-arrived.v1")
    assert subject == f"{issued['id']}:1:arrived"
    assert (told["agency_id"], told["actor_id"], sorted(told["agency_ids"])) == (
        "ubnd",
        "system",
        ["press", "snv", "syt"],
    )


def test_a_chunk_that_comes_again_changes_nothing_and_tells_nothing(province: Province) -> None:
    province.issued()
    province.arrive()
    before = list(province.hosted.database.db["dispatches"].find())
    province.arrive()
    assert list(province.hosted.database.db["dispatches"].find()) == before
    assert len(province.hosted.outbox("documents-arrived.v1")) == 1
    assert province.hosted.database.db["audit"].count_documents({"action": "arrive"}) == 1


def test_both_parties_and_who_leads_or_monitors_above_them_see_an_arrival(province: Province) -> None:
    arrival = province.arrived("syt")
    path = f"/v1/arrivals/{arrival['id']}"
    for agency, role in (("syt", "clerk"), ("ubnd", "officer"), ("ubnd", "monitor")):
        assert province.hosted.get(path, province.officer(agency, role)).status_code == 200, (agency, role)
    for agency, role in (("snv", "clerk"), ("snv", "leader"), ("centre", "leader"), ("press", "monitor")):
        assert province.hosted.get(path, province.officer(agency, role)).status_code == 404, (agency, role)


def test_the_list_shows_own_arrivals_and_filters_those_not_taken_in(province: Province) -> None:
    arrival = province.arrived("syt")
    clerk = province.officer("syt", "clerk")

    def listed(**asked: str) -> list[str]:
        answer = province.hosted.get("/v1/arrivals", clerk, query_string=asked)
        return [row["id"] for row in answer.json["items"]]

    assert listed() == listed(status="arrived") == [arrival["id"]]
    province.open_book("syt", "incoming", document_types=[], last_number=0)
    assert province.register(arrival).status_code == 201
    assert listed(status="arrived") == []
    assert listed(status="accepted") == [arrival["id"]]


def test_the_issuer_sees_which_recipients_have_not_opened_the_letter(province: Province) -> None:
    arrival = province.arrived("syt")
    province.open_book("syt", "incoming", document_types=[], last_number=0)
    province.register(arrival)
    asked = {"directive_id": arrival["directive_id"], "status": "arrived"}
    answer = province.hosted.get("/v1/arrivals", province.officer("ubnd", "officer"), query_string=asked)
    assert [row["agency_id"] for row in answer.json["items"]] == ["snv"]


def moved(agency: str, sequence: int, path: list[str]) -> Event:
    """Return the news that an agency stands under others now."""
    facts = {"agency_id": agency, "name": "Sở Y tế", "kind": "department", "path": path, "successors": []}
    return example("agency-changed.v1", agency, sequence, **facts)


def test_what_an_agency_sent_and_got_lies_where_the_agency_stands_now(province: Province) -> None:
    arrival = province.arrived("syt")
    province.open_book("syt", "incoming", document_types=[], last_number=0)
    assert province.register(arrival).status_code == 201
    db, hosted = province.hosted.database.db, province.hosted
    found = [db["dispatches"].find_one({"agency_id": "syt"}), *db["tasks"].find({"assignee_id": "syt"})]
    assert {tuple(row["paths"]) for row in found} == {("ubnd",)}
    deliver(hosted, hosted.service, moved("syt", 7, ["ubnd", "snv"]))
    found_now = [db["dispatches"].find_one({"agency_id": "syt"}), *db["tasks"].find({"assignee_id": "syt"})]
    assert [row | {"paths": ["snv", "ubnd"]} for row in found] == found_now
    deliver(hosted, hosted.service, moved("syt", 6, ["front"]))
    assert db["dispatches"].find_one({"agency_id": "syt"})["paths"] == ["snv", "ubnd"]


def test_what_an_agency_wrote_lies_where_the_agency_stands_now(province: Province) -> None:
    province.issued()
    directives = province.hosted.database.db["directives"]
    [written] = directives.find()
    deliver(province.hosted, province.hosted.service, moved("ubnd", 7, ["front"]))
    assert [written | {"issuer_path": ["front"]}] == list(directives.find())


def test_a_chunk_sees_the_agencies_of_its_own_batch_and_does_not_wait_for_them(province: Province) -> None:
    province.issued()
    [chunk] = published(province.hosted, "directive-dispatched.v1")
    hosted, dispatches = province.hosted, province.hosted.database.db["dispatches"]
    hosted.database.db["agencies"].delete_many({})
    deliver(hosted, hosted.service, moved("syt", 7, ["ubnd"]), chunk, moved("snv", 7, ["ubnd"]))
    assert {row["agency_id"]: row["paths"] for row in dispatches.find()} == {"syt": ["ubnd"], "snv": ["ubnd"]}


@pytest.mark.parametrize("chunk_first", [True, False])
def test_two_consumers_that_meet_over_an_agency_see_each_others_work(
    province: Province, chunk_first: bool
) -> None:
    province.issued()
    [chunk] = published(province.hosted, "directive-dispatched.v1")
    database, apply = province.hosted.database, province.hosted.service.subscriptions
    database.db["agencies"].delete_many({"_id": "syt"})
    news = moved("syt", 7, ["ubnd"])
    mine, others = (chunk, news) if chunk_first else (news, chunk)
    met: list[Event] = []

    def meet(tx: Tx) -> None:
        apply[mine.type](tx, mine)
        if not met:
            met.append(others)
            database.transaction(lambda other: apply[others.type](other, others))

    database.transaction(meet)
    assert database.db["dispatches"].find_one({"agency_id": "syt"})["paths"] == ["ubnd"]
