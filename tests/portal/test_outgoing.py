"""Văn bản đi: from a text to a draft, its signature, its number and its recipients, on the real services."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from werkzeug.test import TestResponse

from chassis.context import BUSINESS_ZONE
from chassis.events import new_id
from infra.local.story.papers import sources
from services.directives.main import SERVICE as DIRECTIVES
from services.portal.rooms.outgoing.drafts import counts, field_names
from services.portal.rooms.outgoing.labels import field_name
from services.portal.rooms.outgoing.paper import MOST_BYTES
from tests.fixtures.events import deliver, published
from tests.fixtures.web import Hosted
from tests.portal.beside import place, readable
from tests.portal.browsing import Reader, page_of, text_of
from tests.portal.conftest import NOBODY, RunningDirectory, ask_at, served
from tests.portal.filling import Sheet, post, sheet

YEAR = datetime.now(BUSINESS_ZONE).year
OFFICER, LEADER, CLERK = "ubnd.chuyenvien", "ubnd.lanhdao", "ubnd.vanthu"
HEALTH, STRANGER = "syt.vanthu", "ttyt.chuyenvien"
TEXT = "\n\n".join(file.read_text(encoding="utf-8") for file in sources()[0])
SHORT = """ỦY BAN NHÂN DÂN
TỈNH TÂY NINH

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số:      /KH-UBND

Tây Ninh, ngày     tháng     năm 2026

KẾ HOẠCH

I. MỤC ĐÍCH
1. Làm cho mọi người hiểu rõ.

Nơi nhận:
- Các Sở, ban, ngành tỉnh;
- Lưu: VT.
"""


@dataclass
class Office:
    """The portal beside the real directory with the sample province, and the documents service."""

    portal: Hosted
    directives: Hosted
    directory: RunningDirectory
    urls: dict[str, str]
    readers: dict[str, Reader] = field(default_factory=dict)

    def reader(self, username: str, **headers: str) -> Reader:
        """Return somebody's browser, signed in at first need."""
        key = f"{username} {headers}"
        if key not in self.readers:
            made = self.readers[key] = Reader(self.portal, **headers)
            assert made.sign_in(self.directory.sign_ins[username]).status_code == 303
        return self.readers[key]

    def call(self, username: str, method: str, path: str, **said: Any) -> dict[str, Any]:
        """Call the documents service as any other system would; return what it answers."""
        who = self.directory.sign_ins[username]
        session = requests.post(
            f"{self.directory.url}/v1/sessions",
            json={name: who[name] for name in ("username", "password")},
            timeout=10,
        ).json()
        headers = {"Authorization": f"Bearer {session['access_token']}", "Idempotency-Key": new_id()}
        url = f"{self.urls['directives']}/v1/{path}"
        answer = requests.request(method, url, json=said or None, headers=headers, timeout=10)
        assert answer.ok, answer.text
        return dict(answer.json())

    def name_of(self, username: str) -> str:
        """Return the name of a person, which only the directory keeps."""
        there = self.directory.database.db
        account = there["accounts"].find_one({"username": username})
        return str(there["officers"].find_one({"_id": account["_id"]})["name"])

    def stored(self) -> int:
        return self.directives.database.db["directives"].count_documents({})

    def drafted(self, subject: str, **changes: Any) -> str:
        """Write a notice with the empty form; return the path of its page."""
        officer = self.reader(OFFICER)
        filled = sheet(officer.get("/outgoing/new/draft"), "/draft").write(
            **{
                "type": "Thông báo", "notation": "TB-UBND", "place": "Tây Ninh", "subject": subject,
                "signer__name": "Nguyễn Văn Mẫu", "clauses__0__number": "1",
                "clauses__0__text": "Triển khai kế hoạch", "clauses__0__effect": "task",
                "clauses__0__kind": "standing", "copy_to__0__line": "Các Sở, ban, ngành tỉnh", **changes,
            }
        )  # fmt: skip
        return place(post(officer, filled))

    def step(self, path: str, username: str, step: str, **fields: str) -> TestResponse:
        reader = self.reader(username)
        return post(reader, sheet(reader.get(path), f"/{step}").write(**fields))

    def signed(self, subject: str, **changes: Any) -> str:
        path = self.drafted(subject, **changes)
        for username, step in ((OFFICER, "submit"), (LEADER, "sign")):
            assert self.step(path, username, step).status_code == 303
        return path


@pytest.fixture(scope="module")
def running(mongo_url: str, provincial: Hosted, directory: RunningDirectory) -> Iterator[Office]:
    there = Hosted(DIRECTIVES, mongo_url, SimpleNamespace(url=directory.url))  # type: ignore[arg-type]
    events = [event for event in directory.events if event.type in DIRECTIVES.subscriptions]
    for start in range(0, len(events), 200):
        deliver(there, DIRECTIVES, *events[start : start + 200])
    with served(there.app) as url:
        office = Office(provincial, there, directory, {"directives": url, "directory": directory.url})
        for book, kind, last in (("plans", "Kế hoạch", 576), ("notices", "Thông báo", 0)):
            said = {"book": book, "year": YEAR, "document_types": [kind], "last_number": last}
            office.call(CLERK, "POST", "books", **said)
        yield office
    there.close()


@pytest.fixture
def office(running: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    urls = {"directives": NOBODY, "reports": NOBODY, "notifications": NOBODY, "awards": NOBODY} | running.urls
    ask_at(running.portal, monkeypatch, **urls)
    return running


def upload(reader: Reader, raw: bytes | None = None, **fields: str) -> TestResponse:
    """Hand a text in on the page for it."""
    filled = sheet(reader.get("/outgoing/new"), "/new").write(**fields)
    data: dict[str, Any] = dict(filled.fields)
    if raw is not None:
        data["file"] = (io.BytesIO(raw), "van-ban.txt")
    return reader.client.post(
        filled.action, data=data, headers=reader.headers, buffered=True, content_type="multipart/form-data"
    )


def plan_of(reader: Reader) -> TestResponse:
    """Hand in the two documents in one file and choose plan 577."""
    shown = upload(reader, TEXT.encode())
    button = next(one for one in page_of(shown).all("button") if one.get("name") == "which")
    if "577" in text_of(shown).partition("Số trên giấy")[2][:20]:
        return shown
    return post(reader, sheet(shown, "/new"), which=str(button["value"]))


def decided(filled: Sheet) -> Sheet:
    """Decide what the paper of plan 577 does not say: how each task is done, which line means persons."""
    for name, effect in list(filled.fields.items()):
        if name.endswith(".effect") and effect == ["task"]:
            filled.fields[name.replace(".effect", ".kind")] = ["standing"]
    report = filled.row("clauses", "number", "IV.2.d")
    filled.write(**{f"{report}.effect": "report", f"{report}.kind": ""})
    persons = filled.row("copy_to", "line", "CT, các PCT UBND tỉnh")
    return filled.write(**{f"{persons}.persons:yes": "true"})


def test_plan_577_goes_from_its_text_over_the_form_beside_it_to_its_number(office: Office) -> None:
    officer = office.reader(OFFICER)
    before = office.stored()
    shown = plan_of(officer)
    assert shown.status_code == 200
    assert office.stored() == before, "nothing is kept before it is confirmed"
    filled = sheet(shown, "/new/draft")
    assert filled.of("type") == "Kế hoạch"
    assert filled.of("notation") == "KH-UBND"
    assert filled.of("window.end") == f"{2024}-12-31"
    assert filled.of(filled.row("clauses", "number", "IV.5") + ".lead_ids:lines") == "Sở Giáo dục và Đào tạo"
    path = place(post(officer, decided(filled)))
    draft = text_of(officer.get(path))
    assert "bản thảo" in draft
    assert "chủ trì: Sở Giáo dục và Đào tạo" in draft
    assert "nhóm Các sở, ban, ngành tỉnh" in draft
    for username, step in ((OFFICER, "submit"), (LEADER, "sign"), (CLERK, "issue")):
        answer = office.step(path, username, step)
        assert answer.status_code == 303, (step, text_of(answer))
    issued = office.reader(CLERK).get(path)
    assert '<p class="figure">577/KH-UBND</p>' in issued.text
    assert "Danh sách chốt khi ký" in text_of(issued)
    assert office.call(LEADER, "GET", path.replace("/outgoing/", "directives/"))["symbol"] == "577/KH-UBND"


def test_the_text_stands_beside_the_form_with_the_place_of_every_field(office: Office) -> None:
    shown = plan_of(office.reader(OFFICER))
    page = page_of(shown)
    marked = {one["id"] for one in page.all("mark")}
    linked = {str(one["href"])[1:] for one in page.all("a") if str(one["href"]).startswith("#paper-")}
    assert {"paper-type", "paper-subject", "paper-clauses-0-text", "paper-copy_to-0-line"} <= marked
    assert "paper-subject" in linked
    words = text_of(shown).partition("Văn bản đã đưa vào")[2]
    assert "ngày 01 tháng 3 năm 2024" in words
    assert "ngày 19 tháng 3 năm 2024" not in words, "the other document of the file is not this one's text"


def test_what_was_read_with_doubt_says_so_in_words_with_what_stands_on_the_paper(office: Office) -> None:
    words = text_of(upload(office.reader(OFFICER), SHORT.encode()))
    subject = words.partition("Trích yếu")[2].partition("Nơi ban hành")[0]
    assert "không thấy trên giấy, hãy điền" in subject
    assert "không thấy trên giấy" in words.partition("Họ và tên")[2].partition("Chức vụ")[0]
    assert "chỗ cần xem lại" in words
    plan = text_of(plan_of(office.reader(OFFICER)))
    assert "đề xuất, hãy xem lại Trên giấy: Thanh tra tỉnh" in plan
    assert "hãy đối chiếu Trên giấy: Phát động phong trào thi đua" in plan


def test_two_documents_in_one_text_are_told_apart(office: Office) -> None:
    words = text_of(upload(office.reader(OFFICER), text=TEXT))
    assert "Nội dung này có 2 văn bản" in words
    assert "Dùng văn bản" in words


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (None, "Chưa có nội dung: hãy chọn tệp hoặc dán văn bản."),
        (b"", "Chưa có nội dung: hãy chọn tệp hoặc dán văn bản."),
        (b" \n", "Chưa có nội dung: hãy chọn tệp hoặc dán văn bản."),
        ("Kế hoạch".encode("utf-16"), "Tệp không phải văn bản UTF-8"),
        (b"a\0b", "Tệp không phải văn bản chữ"),
        (b"a" * (MOST_BYTES + 1), "Tệp quá lớn: nhiều nhất 200 KB."),
        ("Chào mọi người".encode(), "Không nhận ra văn bản nào"),
        (f"MẬT\n{SHORT}".encode(), "Văn bản mật không được đưa vào hệ thống nối mạng"),
    ],
)
def test_what_is_no_text_of_a_document_is_refused_in_one_sentence(
    office: Office, raw: bytes | None, told: str
) -> None:
    before = office.stored()
    refused = upload(office.reader(OFFICER), raw)
    assert refused.status_code == 422
    assert text_of(refused).count(told) in (1, 2), "above the form, and at the field"
    assert office.stored() == before


def test_a_text_over_the_limit_of_a_request_is_said_to_be_too_big(office: Office) -> None:
    refused = office.reader(OFFICER).send("/outgoing/new", text="a" * (1024 * 1024))
    assert refused.status_code == 413
    assert "Nội dung gửi lên quá lớn" in text_of(refused)


def test_a_refused_draft_comes_back_with_the_text_and_all_that_was_filled_in(office: Office) -> None:
    officer = office.reader(OFFICER)
    filled = decided(sheet(plan_of(officer), "/new/draft"))
    row = filled.row("clauses", "number", "IV.5")
    before = office.stored()
    refused = post(officer, filled.write(**{f"{row}.lead_ids": "Sở Giáo dục"}))
    assert refused.status_code == 422
    assert office.stored() == before
    words = text_of(refused)
    assert (
        "Danh bạ không có cơ quan hay nhóm nào tên “Sở Giáo dục”. Gần giống: Sở Giáo dục và Đào tạo." in words
    )
    assert "ngày 01 tháng 3 năm 2024" in words
    again = sheet(refused, "/new/draft")
    assert again.of(f"{row}.lead_ids:lines") == "Sở Giáo dục"
    assert 'href="#paper-clauses-3-text"' in refused.text
    dropped = post(officer, again.write(clauses__0__number="", clauses__0__text=""), more="clauses")
    assert 'href="#paper-subject"' in dropped.text
    assert 'href="#paper-clauses-3-text"' not in dropped.text, "the rows have moved; a wrong place is worse"
    again = sheet(dropped, "/new/draft")
    row = again.row("clauses", "number", "IV.5")
    assert place(post(officer, again.write(**{f"{row}.lead_ids": "Sở Giáo dục và Đào tạo"})))


def test_room_for_one_more_row_keeps_the_form_and_saves_nothing(office: Office) -> None:
    officer = office.reader(OFFICER)
    filled = sheet(officer.get("/outgoing/new/draft"), "/draft")
    before = office.stored()
    shown = post(officer, filled.write(clauses__0__number="1", clauses__0__text="Một việc"), more="clauses")
    assert shown.status_code == 200
    again = sheet(shown, "/draft")
    assert again.of("clauses.0.text") == "Một việc"
    assert "clauses.1.text" in again.fields
    assert office.stored() == before


def test_a_draft_is_edited_clause_by_clause_and_line_by_line(office: Office) -> None:
    path = office.drafted("Sửa từng mục", clauses__0__due_on=f"{YEAR}-12-31", public="true")
    officer = office.reader(OFFICER)
    filled = sheet(officer.get(f"{path}/edit"), "/edit")
    assert filled.of("clauses.0.due_on") == f"{YEAR}-12-31"
    assert filled.of("copy_to.0.targets:lines") == "Các sở, ban, ngành tỉnh"
    assert filled.of("public:yes") == "true"
    filled.write(
        public=None, clauses__0__due_on="", clauses__0__scope="named", clauses__1__number="2",
        clauses__0__lead_ids="Sở Y tế\nThanh tra tỉnh", clauses__1__text="Thêm mục",
        copy_to__1__line="Ông, bà có tên", **{"copy_to.1.persons:yes": "true"},
    )  # fmt: skip
    assert place(post(officer, filled)) == path
    words = text_of(officer.get(path))
    assert "chủ trì: Sở Y tế ; Thanh tra tỉnh" in words
    assert "Các mục của văn bản (2)" in words
    assert "Ông, bà có tên (cá nhân, không gửi thành văn bản)" in words
    assert "chỉ nơi ban hành và nơi nhận" in words
    again = sheet(officer.get(f"{path}/edit"), "/edit").write(clauses__1__number="", clauses__1__text="")
    assert place(post(officer, again)) == path
    assert "Các mục của văn bản (1)" in text_of(officer.get(path))


def test_all_communes_are_addressed_by_their_group_with_a_count_and_the_first_of_them(office: Office) -> None:
    path = office.drafted("Gửi mọi xã", copy_to__0__line="Tất cả các xã")
    officer = office.reader(OFFICER)
    page = officer.get(path)
    assert "Tất cả các xã chưa rõ là nơi nào" in text_of(page)
    shown = officer.get(f"{path}/edit")
    [communes] = [row for row in _groups(office) if row["code"] == "communes"]
    filled = sheet(shown, "/edit").write(**{"copy_to.0.add": communes["id"]})
    assert place(post(officer, filled)) == path
    words = text_of(officer.get(path))
    assert f"nhóm {communes['name']} (" in words
    assert " nơi nhận: Ủy ban nhân dân" in words.partition(communes["name"])[2]
    for username, step in ((OFFICER, "submit"), (LEADER, "sign")):
        assert office.step(path, username, step).status_code == 303
    sent = office.reader(LEADER).get(f"{path}/recipients")
    count = len(page_of(sent).all("tr")) - 1
    assert count > 50
    assert f"Danh sách chốt khi ký: {count} cơ quan." in text_of(officer.get(path))


def _groups(office: Office) -> list[dict[str, Any]]:
    kept = office.directory.database.db["groups"].find({}, {"code": 1, "name": 1})
    return [{"id": row["_id"], **row} for row in kept]


def test_the_list_shows_the_agencys_own_documents_and_filters_them(office: Office) -> None:
    path = office.drafted("Danh mục riêng của tỉnh")
    officer = office.reader(OFFICER)
    words = text_of(officer.get("/outgoing?q=danh muc rieng"))
    assert "Thông báo: Danh mục riêng của tỉnh chưa có số – – – bản thảo" in words
    assert path in officer.get("/outgoing").text
    assert "Không có văn bản nào khớp" in text_of(officer.get("/outgoing?q=danh muc rieng&status=issued"))
    assert officer.get("/outgoing?status=lost").status_code == 422
    assert "Văn bản mới" in words
    issued = office.signed("Văn bản công khai của tỉnh", public="true")
    assert office.step(issued, CLERK, "issue").status_code == 303
    health = office.reader(HEALTH)
    assert health.get(issued).status_code == 200, "a public document may be read"
    assert "Văn bản công khai của tỉnh" not in text_of(health.get("/outgoing")), "and is not one's own"


def test_each_step_is_offered_to_whoever_takes_it(office: Office) -> None:
    path = office.drafted("Ai làm việc gì")
    steps = ("submit", "return", "sign", "issue")

    def offered(username: str) -> list[str]:
        actions = [str(one.get("action")) for one in page_of(office.reader(username).get(path)).all("form")]
        return [step for step in steps if f"{path}/{step}" in actions]

    assert (offered(OFFICER), offered(LEADER), offered(CLERK)) == (["submit"], [], [])
    assert "Người soạn thảo hoàn thiện bản thảo" in text_of(office.reader(CLERK).get(path))
    office.step(path, OFFICER, "submit")
    assert (offered(OFFICER), offered(LEADER), offered(CLERK)) == ([], ["return", "sign"], [])
    office.step(path, LEADER, "sign")
    assert (offered(OFFICER), offered(LEADER), offered(CLERK)) == ([], [], ["issue"])


def test_a_document_goes_back_with_a_reason_and_not_without(office: Office) -> None:
    path = office.drafted("Trả lại")
    office.step(path, OFFICER, "submit")
    refused = office.step(path, LEADER, "return", reason="")
    assert refused.status_code == 422
    assert [one["aria-invalid"] for one in page_of(refused).all("textarea")] == ["true"]
    assert "Thiếu trường “Lý do”." in text_of(refused)
    assert office.step(path, LEADER, "return", reason="Thiếu thời hạn").status_code == 303
    assert "Sửa bản thảo" in text_of(office.reader(OFFICER).get(path))


def test_a_returned_draft_says_above_all_else_why_who_gave_it_back_and_when(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, officer = office.drafted("Trả lại có lý do"), office.reader(OFFICER)
    office.step(path, OFFICER, "submit")
    office.step(path, LEADER, "return", reason="Ghi rõ thời hạn ở mục 1")
    today = datetime.now(BUSINESS_ZONE).strftime("%d/%m/%Y")
    told = f"Bản thảo bị trả lại Ghi rõ thời hạn ở mục 1 {office.name_of(LEADER)} , {today}"
    for page in (path, f"{path}/edit"):
        assert told in text_of(officer.get(page)), page
    with monkeypatch.context() as without:
        ask_at(office.portal, without, directory=NOBODY)
        alone = text_of(officer.get(path))
    assert "Ghi rõ thời hạn ở mục 1" in alone
    assert "Danh bạ chưa trả lời" in alone
    assert office.step(path, OFFICER, "submit").status_code == 303
    assert "Ghi rõ thời hạn" not in text_of(office.reader(LEADER).get(path)), "it is handed in again"


LACKING = {
    "vi": "Dự thảo thiếu “Người ký: Họ và tên”, thành phần bắt buộc của văn bản.",
    "en": "The draft lacks “Signed by: Name”, a part every document must have.",
}


@pytest.mark.parametrize("language", LACKING)
def test_an_incomplete_draft_is_told_in_words_what_it_lacks_and_where_to_write_it(
    office: Office, language: str
) -> None:
    path = office.drafted("Thiếu người ký", signer__name="")
    officer = office.reader(OFFICER, **{"Accept-Language": language})
    refused = post(officer, sheet(officer.get(path), "/submit"))
    assert refused.status_code == 422
    assert LACKING[language] in text_of(refused)
    [door] = [str(one["href"]) for one in page_of(refused).all("a") if "#f-" in str(one.get("href"))]
    assert door == f"{path}/edit#f-signer-name"
    form = page_of(officer.get(f"{path}/edit"))
    assert "f-signer-name" in [one.get("id") for one in form.all("input")]


@pytest.mark.parametrize(
    ("change", "told", "field"),
    [
        ({"clauses__0__kind": ""}, "“mục thứ 1: Cách thực hiện”", "f-clauses-0-kind"),
        ({"clauses__0__number": "", "clauses__0__text": ""}, "“Các mục”", "f-clauses-0-text"),
        ({"copy_to__0__line": ""}, "“Nơi nhận”", "f-recipients-0-line"),
    ],
)
def test_a_row_that_lacks_something_is_said_by_its_place(
    office: Office, change: dict[str, str], told: str, field: str
) -> None:
    path = office.drafted("Thiếu ở một dòng", **change)
    refused = office.step(path, OFFICER, "submit")
    assert f"Dự thảo thiếu {told}" in text_of(refused)
    assert f'href="{path}/edit#{field}"' in refused.text


def test_a_refusal_calls_every_field_as_its_form_does(office: Office) -> None:
    shown = office.reader(OFFICER).get("/outgoing/new/draft").text
    labels = dict(re.findall(r'<label for="([^"]+)">(.*?)</label>', shown))
    written = [name.partition(":")[0] for name in field_names(counts({})) if not name.endswith(":yes")]
    with office.portal.app.test_request_context("/"):
        called = {name: field_name(name).rpartition(": ")[2] for name in written if name != "public"}
    for name, words in called.items():
        assert words, name
        assert html.unescape(labels[f"f-{name.replace('.', '-')}"]).startswith(words), name


def test_the_clerk_sees_from_which_book_the_number_comes_and_a_wrong_day_is_refused(office: Office) -> None:
    path = office.signed("Sổ nào")
    assert f"sổ notices, năm {YEAR}: số gần nhất đã cấp là" in text_of(office.reader(CLERK).get(path))
    refused = office.step(path, CLERK, "issue", issued_on=f"{YEAR - 1}-01-01")
    assert refused.status_code in (403, 422)
    assert "Chưa gửi được" in text_of(refused)
    assert "Cấp số và ban hành" in text_of(refused)


def test_a_clerk_opens_a_book_and_nobody_else_is_given_the_form(office: Office) -> None:
    clerk, types = office.reader(CLERK), ["Chỉ thị", "Công điện"]
    filled = sheet(clerk.get("/outgoing/books"), "/books")
    assert filled.of("year:int") == str(YEAR)
    filled.write(book="orders", last_number="7", document_types=types)
    filled.fields["document_types:list"] = filled.fields.pop("document_types")
    assert place(post(clerk, filled)) == "/outgoing/books"
    assert f"orders {YEAR} Chỉ thị, Công điện 7" in text_of(clerk.get("/outgoing/books"))
    again = post(clerk, sheet(clerk.get("/outgoing/books"), "/books").write(book="orders"))
    assert again.status_code == 409
    assert f"Sổ “orders” năm {YEAR} đã được mở." in text_of(again)
    assert "Mở sổ này" not in text_of(office.reader(OFFICER).get("/outgoing/books"))


def test_who_comes_second_is_told_and_sees_how_it_stands_now(office: Office) -> None:
    path = office.drafted("Hai người một việc")
    officer = office.reader(OFFICER)
    late, edited = sheet(officer.get(path), "/submit"), sheet(officer.get(f"{path}/edit"), "/edit")
    filled = sheet(officer.get(f"{path}/edit"), "/edit").write(subject="Trích yếu mới hơn")
    assert post(officer, filled).status_code == 303
    refused = post(officer, late)
    assert refused.status_code == 412
    assert "Trích yếu mới hơn" in text_of(refused)
    overtaken = post(officer, edited.write(subject="Trích yếu của tôi"))
    assert overtaken.status_code == 412
    words = text_of(overtaken)
    assert "Văn bản đã được người khác sửa trong lúc bạn làm" in words
    assert "Trích yếu mới hơn" in words
    again = sheet(overtaken, "/edit")
    assert again.of("subject") == "Trích yếu của tôi"
    assert post(officer, again).status_code == 303
    assert "Trích yếu của tôi" in text_of(officer.get(path))
    assert post(officer, sheet(refused, "/submit")).status_code == 412, "that page is old as well by now"


def test_a_form_sent_twice_makes_one_draft(office: Office) -> None:
    officer = office.reader(OFFICER)
    filled = sheet(officer.get("/outgoing/new/draft"), "/draft").write(type="Kế hoạch", subject="Một lần")
    before = office.stored()
    assert place(post(officer, filled)) == place(post(officer, filled))
    assert office.stored() == before + 1


def test_a_draft_is_given_up_with_a_reason_and_stays_readable(office: Office) -> None:
    path = office.drafted("Bỏ đi")
    officer = office.reader(OFFICER)
    asked = sheet(officer.get(f"{path}/discard"), "/discard").write(reason_code="duplicate")
    assert place(post(officer, asked)) == path
    assert "đã bỏ bản thảo" in text_of(officer.get(path))
    assert "Bỏ bản thảo này" not in text_of(officer.get(f"{path}/discard"))


def test_a_document_of_another_agency_is_not_found(office: Office) -> None:
    path = office.drafted("Bản thảo kín")
    for username in (HEALTH, STRANGER):
        foreign = office.reader(username)
        for page in ("", "/edit", "/recipients", "/discard"):
            assert foreign.get(f"{path}{page}").status_code == 404, (username, page)
        token = foreign.form_token("/outgoing")
        for step in ("edit", "submit", "return", "sign", "issue", "discard"):
            answer = foreign.send(f"{path}/{step}", token, key="k", version='"v1"')
            assert answer.status_code in (403, 404), (username, step)
            assert "Bản thảo kín" not in text_of(answer)


def test_only_an_officer_is_given_the_form_of_a_new_document(office: Office) -> None:
    clerk = office.reader(CLERK)
    for path in ("/outgoing/new", "/outgoing/new/draft"):
        assert "Chuyên viên của cơ quan soạn văn bản" in text_of(clerk.get(path))
    assert "Văn bản mới" not in text_of(clerk.get("/outgoing"))


def test_a_recipient_reads_the_issued_document_and_no_step_of_it(office: Office) -> None:
    path = office.signed("Gửi các sở")
    assert office.step(path, CLERK, "issue").status_code == 303
    deliver(office.directives, DIRECTIVES, *published(office.directives, "directive-dispatched.v1"))
    words = text_of(office.reader(HEALTH).get(path))
    assert "Gửi các sở" in words
    assert "Văn bản đã ban hành không sửa được nữa." in words
    assert "Nhiệm vụ đã giao từ văn bản này" not in words
    assert "Chưa nơi nhận nào vào sổ" in text_of(office.reader(LEADER).get(path))


def test_a_service_that_is_down_is_named_and_what_was_typed_is_not_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.drafted("Khi hệ thống nghỉ")
    officer = office.reader(OFFICER)
    filled = sheet(officer.get(f"{path}/edit"), "/edit")
    ask_at(office.portal, monkeypatch, directory=NOBODY)
    assert "Danh bạ chưa trả lời" in text_of(officer.get(path))
    assert post(officer, filled).status_code == 422, "a group by its name needs the directory"
    ask_at(office.portal, monkeypatch, directory=office.urls["directory"], directives=NOBODY)
    assert "Hệ thống văn bản chưa trả lời" in text_of(officer.get("/outgoing"))
    assert officer.get(path).status_code == 503


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_can_be_read_by_everybody(office: Office, language: str) -> None:
    headers = {"Accept-Language": language}
    officer, leader, clerk = (office.reader(name, **headers) for name in (OFFICER, LEADER, CLERK))
    path = office.drafted("Ai cũng đọc được")
    for page in (
        "/outgoing",
        "/outgoing/new",
        "/outgoing/new/draft",
        path,
        f"{path}/edit",
        f"{path}/discard",
    ):
        readable(officer.get(page))
    readable(plan_of(office.reader(OFFICER)))
    readable(
        post(officer, sheet(officer.get(f"{path}/edit"), "/edit").write(clauses__0__lead_ids="Không có"))
    )
    office.step(path, OFFICER, "submit")
    readable(leader.get(path))
    office.step(path, LEADER, "sign")
    readable(clerk.get(path))
    readable(clerk.get(f"{path}/recipients"))
    office.step(path, CLERK, "issue")
    readable(clerk.get(path))
    assert ("Number and symbol given" in text_of(clerk.get(path))) == (language == "en")
