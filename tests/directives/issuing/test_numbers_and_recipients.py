"""Numbers without gaps under concurrency, and recipients frozen in chunks on a real store."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chassis import contracts
from tests.directives.hosting import MARCH_1, Province

URL = "/v1/directives"


def issue_in_threads(province: Province, signed: list[dict[str, Any]]) -> list[int]:
    clerk = province.officer("ubnd", "clerk")

    def issue(found: dict[str, Any]) -> int:
        client = province.hosted.app.test_client()
        headers = {**clerk, "Idempotency-Key": found["id"], "If-Match": f'"v{found["version"]}"'}
        answer = client.post(f"{URL}/{found['id']}/issue", json={"issued_on": MARCH_1}, headers=headers)
        assert answer.status_code == 200, answer.json
        return int(answer.json["number"])

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(issue, signed))


def test_thirty_issues_at_once_take_thirty_numbers_without_a_gap(province: Province) -> None:
    province.open_book("ubnd")
    signed = [province.signed() for _ in range(30)]
    assert sorted(issue_in_threads(province, signed)) == list(range(577, 607))
    [book] = province.hosted.database.db["books"].find({})
    assert book["last_number"] == 606
    assert len(province.hosted.outbox("directive-issued.v1")) == 30


def test_a_refused_issue_between_others_leaves_no_gap(province: Province) -> None:
    province.open_book("ubnd")
    first, refused, second = (province.signed() for _ in range(3))
    numbers = [province.step(first, "issue", "clerk", {"issued_on": MARCH_1}).json["number"]]
    assert province.step(refused, "issue", "clerk", {"issued_on": "2024-02-29"}).status_code == 422
    numbers.append(province.step(second, "issue", "clerk", {"issued_on": MARCH_1}).json["number"])
    assert numbers == [577, 578]


def crowd(province: Province, count: int) -> None:
    for n in range(count):
        province.agency(f"d{n:04}", f"Sở thứ {n}", "department", "ubnd")


def test_twelve_hundred_recipients_are_three_chunks_that_validate(province: Province) -> None:
    crowd(province, 1198)
    province.open_book("ubnd")
    issued = province.issued()
    assert (issued["recipient_count"], issued["chunk_count"]) == (1200, 3)
    rows = list(province.hosted.database.db["recipient_chunks"].find({}).sort("chunk", 1))
    assert [(row["_id"], row["of"], len(row["recipients"])) for row in rows] == [
        (f"{issued['id']}:1", 3, 500), (f"{issued['id']}:2", 3, 500), (f"{issued['id']}:3", 3, 200),
    ]  # fmt: skip
    told = province.hosted.outbox("directive-dispatched.v1")
    for kind, _, dispatched in told:
        contracts.validate(kind, dispatched)
    reached = [one["agency_id"] for _, _, dispatched in told for one in dispatched["recipients"]]
    assert (len(reached), len(set(reached))) == (1200, 1200)
    [(kind, _, announced)] = province.hosted.outbox("directive-issued.v1")
    contracts.validate(kind, announced)
    assert (announced["recipient_count"], announced["chunk_count"]) == (1200, 3)


def test_recipients_are_read_chunk_by_chunk(province: Province) -> None:
    crowd(province, 600)
    found, reader = province.signed(), province.officer("ubnd", "officer")
    path = f"{URL}/{found['id']}/recipients"
    first = province.hosted.get(path, reader).json
    second = province.hosted.get(f"{path}?cursor={first['next_cursor']}", reader).json
    sizes = [len(page["items"][0]["recipients"]) for page in (first, second)]
    assert (sizes, second["next_cursor"]) == ([500, 102], None)
    assert first["items"][0]["recipients"][0] == {
        "agency_id": "d0000", "purpose": "action", "binding": "assigned", "line": "Các Sở, ban, ngành tỉnh",
    }  # fmt: skip


def told_to(province: Province) -> set[str]:
    [(_, _, chunk)] = province.hosted.outbox("directive-dispatched.v1")
    return {one["agency_id"] for one in chunk["recipients"]}


def test_recipients_stay_as_signed_while_the_tree_stays(province: Province) -> None:
    province.open_book("ubnd")
    found = province.signed()
    frozen = province.hosted.database.db["recipient_chunks"]
    frozen.update_one({}, {"$pop": {"recipients": 1}})
    province.step(found, "issue", "clerk", {"issued_on": MARCH_1})
    assert len(told_to(province)) == 1


def test_recipients_are_expanded_again_when_an_agency_came(province: Province) -> None:
    province.open_book("ubnd")
    found = province.signed()
    province.agency("new", "Sở Mới", "department", "ubnd")
    issued = province.step(found, "issue", "clerk", {"issued_on": MARCH_1}).json
    assert told_to(province) == {"syt", "snv", "new"}
    [row] = province.hosted.database.db["recipient_chunks"].find({})
    assert (issued["recipient_count"], len(row["recipients"])) == (3, 3)


def test_recipients_are_expanded_again_when_an_agency_ended_between_signing_and_issue(
    province: Province,
) -> None:
    province.open_book("ubnd")
    province.agency("old", "Sở Cũ", "department", "ubnd", valid_to="2024-03-01")
    found = province.signed()
    assert found["recipient_count"] == 3
    province.step(found, "issue", "clerk", {"issued_on": "2024-03-02"})
    assert told_to(province) == {"syt", "snv"}


def test_an_agency_not_yet_in_force_gets_nothing(province: Province) -> None:
    province.open_book("ubnd")
    province.agency("later", "Sở Sau", "department", "ubnd", valid_from="2024-03-02")
    province.issued()
    assert told_to(province) == {"syt", "snv"}
