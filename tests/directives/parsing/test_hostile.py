"""Whatever it is given, parse answers: it never raises, and its work grows with the length of the text."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.directives.parsing.parse import FIELDS, SecretDocument, parse
from services.directives.parsing.text import NotText, decode
from tests.directives.parsing.score import samples

HEAD = (
    "ỦY BAN NHÂN DÂN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/KH-UBND\n"
    "Mẫu, ngày 1 tháng 2 năm 2024\nKẾ HOẠCH\nVề mẫu\n\nCăn cứ:\n1. "
)
FRAGMENTS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số:", "12", "/KH-UBND", "01-NQ/TU",
    "UBND TỈNH MẪU", "SỞ Y TẾ", "ngày", "tháng", "năm 2024", "31/02/2024", "KẾ HOẠCH", "QUYẾT ĐỊNH:", "V/v",
    "Kính gửi:",
    "- ", "1.", "IV.", "a)", "Điều 1.", "Căn cứ", "Thực hiện", "của UBND tỉnh", "Giao", "đề nghị",
    "từ nay đến hết ngày",
    "Nơi nhận:", "- Lưu: VT", "KT. GIÁM ĐỐC", "Nguyễn Mẫu", "ĐẾN", "*Uat*", "**", "|", "\t", "    ",
    "\n", "\n\n",
    "./.", ";", ":", "<td>", "</tr>", "&nbsp;", "\u0301", "\u200b", "\v", "\r\n", "C Ộ N G", "HỎA TỐC",
)  # fmt: skip
REPEATED = (
    "a", " ", "- ", ".", "\n", "*", "1.", "Số: ", "ngày ", "<", "<td>", "&a", "|", "| a | b |\n", "C Ộ ",
    "e\u0301", "\u0301",
    "ỦY BAN ", "1/A-", "a    b\n", "Kính gửi: ", "/", "1", "(", ", ", "Giao ", "Số 1/KH-UBND của A ", "_",
    "công tác và ",
)  # fmt: skip
# Work is counted in function calls, not in seconds: a call is the same on every machine.
SIZE, GROWTH, SLACK = 2_000, 4, 20_000


def answers(text: str) -> None:
    try:
        documents = parse(text)["documents"]
    except SecretDocument:
        return
    for document in documents:
        assert set(document) == {*FIELDS, "warnings", "evidence"}
        for found in document["evidence"].values():
            for one in found if isinstance(found, list) else [found]:
                begin, end = one["span"]
                assert 0 <= begin <= end <= len(text)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    answers(text)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join))
def test_any_heap_of_what_documents_are_made_of_is_answered(text: str) -> None:
    answers(text)
    answers(HEAD + text)


@pytest.mark.parametrize("seed", range(3))
def test_a_sample_that_lost_some_of_its_lines_is_answered(seed: int) -> None:
    chance = random.Random(seed)
    for sample in samples():
        lines = sample.text.split("\n")
        answers("\n".join(line for line in lines if chance.random() > 0.2))
        answers("\n".join(chance.sample(lines, len(lines))))


@given(st.binary(max_size=200))
def test_any_file_is_text_or_refused(content: bytes) -> None:
    try:
        answers(decode(content))
    except NotText:
        return


def calls(run: Callable[[], object]) -> int:
    count = 0

    def tick(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
@pytest.mark.parametrize("head", ["", HEAD], ids=["bare", "document"])
def test_four_times_the_text_is_about_four_times_the_work(head: str, piece: str) -> None:
    small, large = (head + piece * (size // len(piece)) for size in (SIZE, GROWTH * SIZE))
    work = calls(lambda: answers(small))
    assert calls(lambda: answers(large)) <= 2 * GROWTH * work + SLACK


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_a_long_body_of_one_thing_is_answered(piece: str) -> None:
    """A pattern that backtracks would not come back before the test's own time limit."""
    answers(HEAD + piece * ((1 << 17) // len(piece)))


def test_a_mebibyte_of_documents_is_answered() -> None:
    text = "\n".join(sample.text for sample in samples() if len(sample.documents) == 1)
    count = (1 << 20) // len(text.encode())
    assert len(parse((text + "\n") * count)["documents"]) >= count * 20
