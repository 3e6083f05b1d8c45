"""Plan 577 and Letter 929, field by field: on the scan text when it is there, always on the rendition."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.local.story import papers
from services.directives.parsing.parse import FIELDS, parse
from services.directives.parsing.text import decode

ALL_577 = "Các cơ quan, đơn vị, địa phương, doanh nghiệp có vốn Nhà nước trên địa bàn tỉnh Tây Ninh"
ROOMS, UNITS = "Các phòng chuyên môn thuộc Sở", "Các cơ quan, đơn vị trực thuộc Sở"
FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"
NUMBERS_577 = [
    "I.1", "I.2", "I.3", "II.1", "II.2", "II.3", "II.4", "III.1", "III.2.a", "III.2.b", "III.2.c", "III.2.d",
    "III.2.e", "III.3", "IV.1", "IV.2.a", "IV.2.b", "IV.2.c", "IV.2.d", "IV.3.a", "IV.3.b", "IV.3.c", "IV.4",
    "IV.5", "IV.6.a", "IV.6.b", "IV.7", "IV.7.a", "IV.7.b", "IV.8",
]  # fmt: skip
SPOKEN_TO = {
    "IV.2": ([ALL_577], "assigned", "request"),
    "IV.3": (["Thanh tra tỉnh"], "assigned", "order"),
    "IV.4": (["Sở Thông tin và Truyền thông"], "assigned", "order"),
    "IV.5": (["Sở Giáo dục và Đào tạo"], "assigned", "order"),
    "IV.6.a": (["Sở Nội vụ"], "assigned", "order"),
    "IV.6.b": (["Ban Thi đua - Khen thưởng"], "assigned", "order"),
    "IV.7": ([FRONT], "requested", "request"),
    "IV.8": (["Tỉnh Đoàn"], "requested", "request"),
}
PLAN: dict[str, Any] = {
    "type": "Kế hoạch",
    "number": "577",
    "notation": "KH-UBND",
    "symbol": "577/KH-UBND",
    "issuer": "Ủy ban nhân dân tỉnh Tây Ninh",
    "parent_body": None,
    "place": "Tây Ninh",
    "issue_date": "2024-03-01",
    "urgency": None,
    "secrecy": None,
    "due_on": None,
    "drafting_unit": None,
    "drafter_mark": None,
    "recipients": [],
    "copy_to": [
        "Cục III, IV TTCP",
        "TT.TU, TT.HĐND tỉnh",
        "CT, các PCT UBND tỉnh",
        "UBMTTQVN tỉnh",
        "Các Sở, ban, ngành tỉnh",
        "UBND các huyện, tx, tp",
        "Doanh nghiệp có vốn NN",
        "Tỉnh đoàn",
        "LĐ VP, P.NC",
        "Ban Thi đua - Khen thưởng tỉnh",
    ],
    "archive": "VT, VP UBND tỉnh",
    "references": [
        {"symbol": "01/NQ-CP", "date": "2024-01-05", "issuer": "Chính phủ", "relation": "based-on"},
        {"symbol": "01/NQ-TU", "date": "2023-12-01", "issuer": "Tỉnh ủy", "relation": "based-on"},
        {
            "symbol": "119/NQ-HĐND",
            "date": "2023-12-08",
            "issuer": "Hội đồng nhân dân tỉnh",
            "relation": "based-on",
        },
        {
            "symbol": "01/CT-UBND",
            "date": "2024-01-10",
            "issuer": "Chủ tịch Ủy ban nhân dân tỉnh",
            "relation": "based-on",
        },
        {
            "symbol": "4302/KH-UBND",
            "date": "2023-12-29",
            "issuer": "Ủy ban nhân dân tỉnh Tây Ninh",
            "relation": "mentions",
        },
    ],
    "window": {"start": "2024-03-01", "end": "2024-12-31"},
    "arrival": None,
    "warnings": [],
}
LETTER: dict[str, Any] = {
    "type": "Công văn",
    "number": "929",
    "notation": "SYT-VP",
    "symbol": "929/SYT-VP",
    "issuer": "Sở Y tế",
    "parent_body": "Ủy ban nhân dân tỉnh Tây Ninh",
    "place": "Tây Ninh",
    "issue_date": "2024-03-19",
    "urgency": None,
    "secrecy": None,
    "due_on": None,
    "drafting_unit": "VP",
    "recipients": [ROOMS, UNITS],
    "copy_to": ["Lãnh đạo Sở"],
    "references": [
        {
            "symbol": "577/KH-UBND",
            "date": "2024-03-01",
            "issuer": "Ủy ban nhân dân tỉnh",
            "relation": "implements",
        }
    ],
    "window": {"start": "2024-03-19", "end": "2024-12-31"},
    "arrival": {"org": "Trung tâm Y tế huyện Dương Minh Châu", "number": "329", "date": "2024-03-01"},
}
# What the scan says and the rendition says in its own words.
OWN = {
    "scan": {
        "577/KH-UBND": {
            "subject": (
                "Phát động phong trào thi đua thực hiện tốt công tác phòng, chống tham nhũng, "
                "tiêu cực năm 2024"
            ),
            "signer": {"position": None, "name": "Võ Đức Trọng", "authority": None},
            "marks": ["Uat", "Wong"],
        },
        "929/SYT-VP": {
            "subject": (
                "triển khai thực hiện Kế hoạch phát động phong trào thi đua thực hiện tốt công tác "
                "phòng, chống tham nhũng, tiêu cực năm 2024 của UBND tỉnh"
            ),
            "signer": {"position": "Giám đốc", "name": "Trương Văn Hùng", "authority": None},
            "archive": "VT, VP (Hà)",
            "drafter_mark": "Hà",
            "marks": ["Tô Chai - Hc", "Chưa triển khai thực hiện", "19 / 3/2024", "Bsút"],
        },
    },
    "rendition": {
        "577/KH-UBND": {
            "subject": (
                "Phát động phong trào thi đua làm tốt việc phòng ngừa "
                "và đẩy lùi tham nhũng năm 2024 (bản dựng lại)"
            ),
            "signer": {"position": None, "name": "Nguyễn Văn Mẫu", "authority": None},
            "marks": ["Xem", "Duyet"],
        },
        "929/SYT-VP": {
            "subject": (
                "làm theo Kế hoạch thi đua phòng ngừa "
                "và đẩy lùi tham nhũng năm 2024 của UBND tỉnh (bản dựng lại)"
            ),
            "signer": {"position": "Giám đốc", "name": "Trần Thị Mẫu", "authority": None},
            "archive": "VT, VP (Bình)",
            "drafter_mark": "Bình",
            "marks": ["To Chuc - Hc", "Cho y kien", "19 / 3/2024", "Bs"],
        },
    },
}
SCANS = [] if papers.sources()[0] == papers.RENDITION else papers.sources()[0]
SOURCES = {"rendition": papers.RENDITION, **({"scan": SCANS} if SCANS else {})}


@pytest.fixture(scope="module", params=list(SOURCES))
def read(request: pytest.FixtureRequest) -> tuple[str, dict[str, tuple[str, dict[str, Any]]]]:
    """Return which text was read, and per symbol the decoded text and what was read from it."""
    found = {}
    for file in SOURCES[request.param]:
        text = decode(file.read_bytes())
        found |= {document["symbol"]: (text, document) for document in parse(text)["documents"]}
    return request.param, found


@pytest.mark.parametrize("expected", [PLAN, LETTER], ids=lambda document: document["symbol"])
def test_each_field_is_as_the_paper_has_it(read: Any, expected: dict[str, Any]) -> None:
    which, found = read
    assert len(found) == 2
    _, document = found[expected["symbol"]]
    wanted = expected | OWN[which][expected["symbol"]]
    assert {name: document[name] for name in wanted} == wanted
    assert list(document) == [*FIELDS, "warnings", "evidence"]
    # Clauses have tests of their own below; the letter's warning too.
    assert set(FIELDS) - set(wanted) == {"clauses"}


def test_the_only_warning_is_the_arrival_before_the_issue(read: Any) -> None:
    _, found = read
    [warning] = found["929/SYT-VP"][1]["warnings"]
    assert (warning["code"], warning["field"]) == ("arrival-before-issue", "arrival.date")


def test_the_plan_has_thirty_clauses_and_each_speaks_to_whom_it_means(read: Any) -> None:
    clauses = read[1]["577/KH-UBND"][1]["clauses"]
    assert [clause["number"] for clause in clauses] == NUMBERS_577
    for clause in clauses:
        number = clause["number"]
        known = next(
            (SPOKEN_TO[key] for key in (number, number.rpartition(".")[0]) if key in SPOKEN_TO), None
        )
        wanted = known or ([], None, "request")
        assert (clause["addressees"], clause["binding"], clause["wording"]) == wanted, number


def test_the_letter_asks_its_addressees_five_times_and_orders_one_body(read: Any) -> None:
    clauses = read[1]["929/SYT-VP"][1]["clauses"]
    assert [clause["number"] for clause in clauses] == list("123456")
    spoken = [(clause["addressees"], clause["binding"], clause["wording"]) for clause in clauses]
    assert spoken[:5] == [([ROOMS, UNITS], "assigned", "request")] * 5
    assert spoken[5] == (["Thanh tra Sở"], "assigned", "order")


def plain(text: str) -> str:
    return re.sub(r"[\s*#_-]+", " ", text).strip(" ;.,:-")


@pytest.mark.parametrize("symbol", ["577/KH-UBND", "929/SYT-VP"])
def test_the_words_of_a_clause_stand_where_its_evidence_says(read: Any, symbol: str) -> None:
    text, document = read[1][symbol]
    for clause, evidence in zip(document["clauses"], document["evidence"]["clauses"], strict=True):
        begin, end = evidence["span"]
        assert plain(clause["text"]) == plain(text[begin:end]), clause["number"]
        assert 0 < evidence["confidence"] <= 1


@pytest.mark.parametrize("symbol", ["577/KH-UBND", "929/SYT-VP"])
def test_every_field_on_the_paper_has_its_evidence(read: Any, symbol: str) -> None:
    text, document = read[1][symbol]
    present = {name for name in FIELDS if document[name] is not None}
    assert set(document["evidence"]) == present
    begin, end = document["evidence"]["symbol"]["span"]
    assert re.sub(r"\s", "", text[begin:end]) == symbol


def test_the_subject_is_the_papers_without_its_opening(read: Any) -> None:
    text, document = read[1]["929/SYT-VP"]
    begin, end = document["evidence"]["subject"]["span"]
    assert plain(document["subject"]) == plain(text[begin:end])
    assert text[:begin].rstrip().endswith("V/v")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services.directives", "parse", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=papers.ROOT, timeout=60, check=False)


def test_the_command_prints_what_parse_reads() -> None:
    [file, *_] = papers.RENDITION
    assert json.loads(run(str(file)).stdout) == parse(decode(file.read_bytes()))


def test_a_text_that_is_no_document_holds_none(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Chào bạn, mai mình gặp nhau lúc 8 giờ nhé.\n", encoding="utf-8")
    answer = run(str(file))
    assert (answer.returncode, json.loads(answer.stdout)) == (0, {"documents": []})


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_secret_document_is_refused_without_a_word_of_it(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "secret.txt"
    text = papers.RENDITION[1].read_text(encoding="utf-8")
    file.write_text(text.replace("Số: 929", f"{mark}\n\nSố: 929"), encoding="utf-8")
    answer = run(str(file))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.strip().splitlines()) == 1
    assert not [word for word in ("929", "SYT", "Mẫu", "thi đua") if word in answer.stderr]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"\xc3\x28 khong doc duoc", b"\x00\x01"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scan.png"
    file.write_bytes(content)
    answer = run(str(file))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.strip().splitlines()) == 1
