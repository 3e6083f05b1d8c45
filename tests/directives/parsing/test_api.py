"""POST /v1/parse: who may ask, what is refused, and that nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest

from services.directives.parsing.parse import parse
from tests.directives.hosting import Province
from tests.directives.parsing.score import samples

PAPER = next(sample.text for sample in samples() if sample.name == "stacked-letter")
UNTOUCHED = {"officers", "agencies", "migrations", "calendars"}


def asked(province: Province, body: Any, role: str = "officer") -> Any:
    headers = province.officer("syt", role)
    return province.hosted.client.post("/v1/parse", json=body, headers=headers)


def stored(province: Province) -> dict[str, int]:
    db = province.hosted.database.db
    return {
        name: db[name].count_documents({}) for name in db.list_collection_names() if name not in UNTOUCHED
    }


@pytest.mark.parametrize("role", ["officer", "clerk"])
def test_an_officer_or_clerk_gets_what_the_command_prints_and_nothing_is_kept(
    province: Province, role: str
) -> None:
    before = stored(province)
    answer = asked(province, {"text": PAPER}, role)
    assert (answer.status_code, answer.json) == (200, parse(PAPER))
    assert stored(province) == before


@pytest.mark.parametrize("role", ["leader", "monitor"])
def test_nobody_else_may_ask(province: Province, role: str) -> None:
    assert asked(province, {"text": PAPER}, role).status_code == 403


def test_a_stranger_may_not_ask(province: Province) -> None:
    assert province.hosted.client.post("/v1/parse", json={"text": PAPER}).status_code == 401


def test_a_secret_document_is_refused_without_a_word_of_it(province: Province) -> None:
    answer = asked(province, {"text": f"TỐI MẬT\n{PAPER}"})
    assert (answer.status_code, answer.json["code"]) == (422, "secrecy-refused")
    assert answer.json["errors"][0]["pointer"] == "/text"
    assert "145" not in answer.text
    assert "Mẫu" not in answer.text


@pytest.mark.parametrize(
    "body", [{}, {"text": 5}, {"text": None}, {"text": "x", "more": 1}, [1], {"text": "\ud800"}]
)
def test_a_body_without_a_text_is_refused(province: Province, body: Any) -> None:
    answer = asked(province, body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")


def test_a_body_of_more_than_a_mebibyte_is_refused(province: Province) -> None:
    assert asked(province, {"text": "x" * (1 << 20)}).status_code == 413


def test_a_text_that_is_no_document_holds_none(province: Province) -> None:
    assert asked(province, {"text": "Mua sữa, trả sách."}).json == {"documents": []}
