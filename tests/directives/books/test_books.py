"""Opening a book: once per agency, code and year, by a clerk."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.errors import Refusal
from chassis.transaction import Tx
from services.directives.books import store
from tests.directives.hosting import Province

PLANS = {"book": "plans", "year": 2024, "document_types": ["Kế hoạch"], "last_number": 576}


def test_a_clerk_opens_a_book_and_the_audit_says_so(province: Province) -> None:
    answer = province.hosted.post("/v1/books", PLANS, province.officer("ubnd", "clerk"))
    assert (answer.status_code, answer.json["last_number"], answer.json["agency_id"]) == (201, 576, "ubnd")
    [entry] = province.hosted.database.db["audit"].find({})
    assert (entry["kind"], entry["action"], entry["object_id"]) == ("book", "open", answer.json["id"])


def test_a_book_is_opened_once(province: Province) -> None:
    province.open_book("ubnd")
    answer = province.hosted.post(
        "/v1/books", PLANS | {"document_types": []}, province.officer("ubnd", "clerk")
    )
    assert (answer.status_code, answer.json["code"]) == (409, "book-already-open")
    assert answer.json["errors"][0]["pointer"] == "/book"
    assert province.hosted.database.db["books"].count_documents({}) == 1


def test_the_same_code_may_be_open_in_another_year_and_agency(province: Province) -> None:
    province.open_book("ubnd")
    province.open_book("ubnd", year=2025)
    province.open_book("syt")
    assert province.hosted.database.db["books"].count_documents({}) == 3


def test_a_document_type_belongs_to_one_book(province: Province) -> None:
    province.open_book("ubnd")
    body = PLANS | {"book": "others", "document_types": ["Báo cáo", "Kế hoạch"]}
    answer = province.hosted.post("/v1/books", body, province.officer("ubnd", "clerk"))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/document_types/1")


@pytest.mark.parametrize("role", ["officer", "leader", "monitor"])
def test_nobody_but_a_clerk_opens_a_book(province: Province, role: str) -> None:
    answer = province.hosted.post("/v1/books", PLANS, province.officer("ubnd", role))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"last_number": -1}, "/last_number"),
        ({"last_number": "576"}, "/last_number"),
        ({"year": "2024"}, "/year"),
        ({"book": "Sổ kế hoạch"}, "/book"),
        ({"document_types": ["Tin nhắn"]}, "/document_types/0"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_book_with_a_bad_field_is_refused_by_its_name(
    province: Province, change: dict[str, object], pointer: str
) -> None:
    answer = province.hosted.post("/v1/books", PLANS | change, province.officer("ubnd", "clerk"))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert province.hosted.database.db["books"].count_documents({}) == 0


def test_numbers_have_no_gap_when_processes_take_them_without_a_common_lock(province: Province) -> None:
    province.open_book("ubnd")
    database = province.hosted.database

    def take(_: int) -> int:
        return database.transaction(lambda tx: store.next_number(tx, "ubnd", "plans", 2024))

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, range(24))) == list(range(577, 601))


def test_a_number_given_back_by_a_refusal_is_taken_next(province: Province) -> None:
    province.open_book("ubnd")
    database = province.hosted.database

    def refuse(tx: Tx) -> None:
        store.next_number(tx, "ubnd", "plans", 2024)
        raise Refusal("number-taken", number=577)

    with pytest.raises(Refusal):
        database.transaction(refuse)
    assert database.transaction(lambda tx: store.next_number(tx, "ubnd", "plans", 2024)) == 577


def test_a_book_never_opened_gives_no_number(province: Province) -> None:
    with pytest.raises(Refusal) as refused:
        province.hosted.database.transaction(lambda tx: store.next_number(tx, "ubnd", "plans", 2024))
    assert refused.value.code == "book-not-open"
