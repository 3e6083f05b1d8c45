"""The routes of issuing on a real store: the whole way of a document and what each step refuses."""

from datetime import date
from typing import Any

import pytest

from tests.directives.hosting import MARCH_1, PLAN, Province

URL = "/v1/directives"


def stored(province: Province) -> dict[str, Any]:
    """Return all that a refusal must leave as it was."""
    names = ("directives", "recipient_chunks", "outbox", "audit", "books", "idempotency")
    return {name: list(province.hosted.database.db[name].find({}).sort("_id", 1)) for name in names}


def refused(answer: Any) -> tuple[int, str, str | None]:
    items = answer.json["errors"]
    return answer.status_code, answer.json["code"], items[0]["pointer"] if items else None


def test_a_plan_goes_from_draft_to_issued_with_its_number(province: Province) -> None:
    province.open_book("ubnd")
    issued = province.issued()
    assert (issued["symbol"], issued["status"], issued["issued_on"]) == ("577/KH-UBND", "issued", MARCH_1)
    assert [flag["code"] for flag in issued["flags"]] == ["backdated"]
    [(kind, subject, told), (chunk_kind, chunk_subject, chunk)] = province.hosted.outbox()
    assert (kind, subject) == ("directive-issued.v1", issued["id"])
    assert (chunk_kind, chunk_subject) == ("directive-dispatched.v1", f"{issued['id']}:1")
    assert (told["subject"], told["actor_id"], told["role"]) == (None, "ubnd.clerk", "clerk")
    assert [one["number"] for one in told["clauses"]] == ["IV.2.a", "IV.2.d"]
    assert {one["agency_id"] for one in chunk["recipients"]} == {"syt", "snv"}


def test_every_step_leaves_one_audit_entry(province: Province) -> None:
    province.open_book("ubnd")
    found = province.draft()
    found = province.step(found, "submit", "officer").json
    found = province.step(found, "return", "leader", {"reason": "Thiếu căn cứ"}).json
    path = f"{URL}/{found['id']}"
    author = province.officer("ubnd", "officer")
    found = province.hosted.patch(path, {"place": "Mẫu"}, author, if_match=found["version"]).json
    found = province.step(found, "submit", "officer").json
    found = province.step(found, "sign", "leader", {"signed_on": MARCH_1}).json
    province.step(found, "issue", "clerk", {"issued_on": MARCH_1})
    entries = province.hosted.database.db["audit"].find({"kind": "directive"}).sort("version", 1)
    assert [(entry["action"], entry["version"]) for entry in entries] == [
        ("draft", 1), ("submit", 2), ("return", 3), ("edit", 4), ("submit", 5), ("sign", 6), ("issue", 7),
    ]  # fmt: skip


def test_the_author_reads_why_a_draft_came_back_and_no_other_agency_does(province: Province) -> None:
    province.open_book("ubnd")
    found = province.step(province.draft(), "submit", "officer").json
    returned = province.step(found, "return", "leader", {"reason": "Thiếu căn cứ"}).json
    path, author = f"{URL}/{found['id']}", province.officer("ubnd", "officer")
    today = province.hosted.get(path, author).json["returned"].pop("on")
    assert date.fromisoformat(today)
    told = {"reason": "Thiếu căn cứ", "on": today, "by": "ubnd.leader"}
    assert province.hosted.get(path, author).json["returned"] == told
    for role in ("officer", "leader", "monitor"):
        assert province.hosted.get(path, province.officer("syt", role)).status_code == 404
    answer = province.hosted.patch(path, {"returned": None}, author, if_match=returned["version"])
    assert refused(answer) == (422, "invalid-input", "/returned")
    submitted = province.step(returned, "submit", "officer").json
    assert submitted["returned"] is None
    signed = province.step(submitted, "sign", "leader", {"signed_on": MARCH_1}).json
    assert province.step(signed, "issue", "clerk", {"issued_on": MARCH_1}).status_code == 200
    assert "Thiếu căn cứ" not in str(province.hosted.outbox())


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"colour": "red"}, "invalid-input", "/colour"),
        ({"public": "yes"}, "invalid-input", "/public"),
        ({"subject": 7}, "invalid-input", "/subject"),
        ({"subject": "a" * 501}, "invalid-input", "/subject"),
        ({"type": "Tin nhắn"}, "invalid-input", "/type"),
        ({"due_on": "01/03/2024"}, "invalid-input", "/due_on"),
        ({"clauses": [{"number": "1"}]}, "invalid-input", "/clauses/0/text"),
        ({"clauses": [{"number": "1", "text": "a", "effect": "x"}]}, "invalid-input", "/clauses/0/effect"),
        ({"clauses": [{"number": "1", "text": "a"}] * 2}, "clause-number-twice", "/clauses/1/number"),
        (
            {"clauses": [{"number": "1", "text": "a", "effect": "sub-item", "under": "9"}]},
            "unknown-task",
            "/clauses/0/under",
        ),
        ({"copy_to": [{"line": "x", "targets": [{}]}]}, "invalid-input", "/copy_to/0/targets/0/agency_id"),
        ({"copy_to": [{"line": "x", "targets": [{"agency_id": {"$ne": ""}}]}]}, "invalid-input", None),
        (
            {"copy_to": [{"line": "x", "targets": [{"agency_id": "absent"}]}]},
            "unknown-reference",
            "/copy_to/0/targets/0",
        ),
        (
            {"copy_to": [{"line": "x", "targets": [{"group_id": "absent"}]}]},
            "unknown-reference",
            "/copy_to/0/targets/0",
        ),
        (
            {"clauses": [{"number": "1", "text": "a", "lead_ids": ["syt", "absent"]}]},
            "unknown-reference",
            "/clauses/0/lead_ids/1",
        ),
        (
            {"reporting": [{"template": "emulation-final", "report_to_id": "absent"}]},
            "unknown-reference",
            "/reporting/0/report_to_id",
        ),
        (
            {"refs": [{"relation": "implements", "resolved_id": "absent"}]},
            "unknown-reference",
            "/refs/0/resolved_id",
        ),
        ({"secrecy": "secret"}, "secrecy-refused", "/secrecy"),
        ({"window": {"start": "2024-12-31", "end": "2024-03-01"}}, "invalid-input", "/window/end"),
    ],
)
def test_a_bad_draft_is_refused_by_its_field_and_nothing_is_stored(
    province: Province, change: dict[str, Any], code: str, pointer: str | None
) -> None:
    headers, before = province.officer("ubnd", "officer"), stored(province)
    answer = province.hosted.post(URL, PLAN | change, headers)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert pointer is None or answer.json["errors"][0]["pointer"] == pointer
    assert stored(province) == before


def test_a_number_already_used_is_refused_and_nothing_is_half_done(province: Province) -> None:
    province.open_book("ubnd")
    province.open_book("ubnd", "letters", document_types=["Công văn"])
    province.issued(notation="KH-UBND")
    # Another book with the same last number and a letter written in with the plan's notation.
    letter = province.signed(type="Công văn", notation="UBND-VP", book="letters")
    directives = province.hosted.database.db["directives"]
    directives.update_one({"_id": letter["id"]}, {"$set": {"notation": "KH-UBND"}})
    before = stored(province)
    answer = province.step(letter, "issue", "clerk", {"issued_on": MARCH_1})
    assert refused(answer) == (409, "number-taken", "/book")
    assert stored(province) == before


@pytest.mark.parametrize("step", ["draft", "submit", "return", "sign", "issue", "discard"])
@pytest.mark.parametrize("role", ["officer", "leader", "clerk", "monitor", "publisher"])
def test_a_step_belongs_to_its_role(province: Province, step: str, role: str) -> None:
    allowed = {
        "draft": {"officer"}, "submit": {"officer"}, "return": {"leader"}, "sign": {"leader"},
        "issue": {"clerk"}, "discard": {"officer", "leader"},
    }  # fmt: skip
    if role in allowed[step]:
        return
    found = province.draft()
    before = stored(province)
    if step == "draft":
        answer = province.hosted.post(URL, PLAN, province.officer("ubnd", role))
    else:
        answer = province.step(found, step, role)
    assert refused(answer) == (403, "forbidden", None)
    assert stored(province) == before


@pytest.mark.parametrize("step", ["submit", "return", "sign", "issue", "discard", ""])
def test_a_foreign_or_absent_directive_is_not_there(province: Province, step: str) -> None:
    found = province.draft()
    method = "POST" if step else "PATCH"
    roles = ("officer", "leader", "clerk")
    stranger = province.hosted.as_officer("syt", roles, officer_id="stranger")
    own = province.hosted.as_officer("ubnd", roles, officer_id="owner")
    for directive_id, headers in ((found["id"], stranger), ("absent", own)):
        path = f"{URL}/{directive_id}/{step}".rstrip("/")
        answer = province.hosted.send(method, path, {}, headers, key="k", if_match=1)
        assert refused(answer) == (404, "not-found", None)
        assert province.hosted.get(f"{URL}/{directive_id}", headers).status_code == 404
        assert province.hosted.get(f"{URL}/{directive_id}/recipients", headers).status_code == 404


def test_a_change_without_if_match_or_key_or_with_an_old_version_is_refused(province: Province) -> None:
    found = province.draft()
    path, author = f"{URL}/{found['id']}", province.officer("ubnd", "officer")
    assert province.hosted.patch(path, {"place": "A"}, author, if_match=1).status_code == 200
    before = stored(province)
    assert refused(province.hosted.patch(path, {"place": "B"}, author))[:2] == (428, "precondition-required")
    assert refused(province.step(found, "submit", "officer"))[:2] == (412, "version-mismatch")
    assert refused(province.step(found, "submit", "officer", if_match=2, key=None))[0] == 400
    assert refused(province.hosted.post(URL, PLAN, author, key=None))[0] == 400
    assert refused(province.hosted.get(path))[0] == 401
    assert stored(province) == before


def test_a_key_repeats_its_answer_and_is_refused_with_another_body(province: Province) -> None:
    author = province.officer("ubnd", "officer")
    first = province.hosted.post(URL, PLAN, author, key="once")
    again = province.hosted.post(URL, PLAN, author, key="once")
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    other = province.hosted.post(URL, PLAN | {"place": "Khác"}, author, key="once")
    assert refused(other)[:2] == (422, "idempotency-key-reused")
    assert province.hosted.database.db["directives"].count_documents({}) == 1


@pytest.mark.parametrize("until", ["in-review", "signed", "issued"])
def test_a_document_handed_in_cannot_be_edited(province: Province, until: str) -> None:
    province.open_book("ubnd")
    made = {
        "in-review": lambda: province.step(province.draft(), "submit", "officer").json,
        "signed": province.signed,
        "issued": province.issued,
    }
    found = made[until]()
    before = stored(province)
    author = province.officer("ubnd", "officer")
    answer = province.hosted.patch(
        f"{URL}/{found['id']}", {"place": "Khác"}, author, if_match=found["version"]
    )
    assert refused(answer) == (409, "invalid-state", None)
    assert stored(province) == before


def test_a_body_over_one_mebibyte_is_refused(province: Province) -> None:
    author = province.officer("ubnd", "officer")
    answer = province.hosted.post(URL, PLAN | {"archive": "a" * 1_100_000}, author)
    assert refused(answer) == (413, "too-large", None)


def test_another_day_needs_the_permission_to_backdate(province: Province) -> None:
    province.officer("ubnd", "leader", permissions=())
    found = province.step(province.draft(), "submit", "officer").json
    before = stored(province)
    answer = province.step(found, "sign", "leader", {"signed_on": MARCH_1})
    assert refused(answer) == (403, "backdating-not-permitted", "/signed_on")
    assert stored(province) == before


def test_the_author_cannot_sign_even_as_a_leader(province: Province) -> None:
    both = province.officer("ubnd", "officer", officer_id="both")
    province.hosted.as_officer("ubnd", ("officer", "leader"), officer_id="both")
    found = province.step(province.draft(), "submit", "officer").json
    answer = province.hosted.post(f"{URL}/{found['id']}/sign", {}, both, if_match=2)
    assert refused(answer) == (403, "maker-is-checker", None)


def test_signing_names_the_line_that_means_nobody(province: Province) -> None:
    lines = [{"line": "Các Sở, ban, ngành tỉnh"}, {"line": "Cơ quan lạ"}]
    found = province.step(province.draft(copy_to=lines), "submit", "officer").json
    before = stored(province)
    answer = province.step(found, "sign", "leader", {"signed_on": MARCH_1})
    assert refused(answer) == (422, "unresolved-line", "/copy_to/1")
    assert "Cơ quan lạ" in answer.json["detail"]
    assert stored(province) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"issued_on": "2024-02-29"}, "issued-before-signed"),
        ({"issued_on": MARCH_1, "book": "unheard-of"}, "book-not-open"),
        ({"issued_on": "2025-03-01"}, "book-not-open"),
        ({"issued_on": MARCH_1, "book": "letters"}, "type-not-in-book"),
    ],
)
def test_an_issue_that_is_refused_takes_no_number(
    province: Province, body: dict[str, str], code: str
) -> None:
    province.open_book("ubnd")
    province.open_book("ubnd", "letters", document_types=["Công văn"])
    found = province.signed()
    before = stored(province)
    assert refused(province.step(found, "issue", "clerk", body))[:2] == (422, code)
    assert stored(province) == before


def test_issuing_takes_the_book_of_the_type_and_needs_one(province: Province) -> None:
    found = province.signed(book=None)
    answer = province.step(found, "issue", "clerk", {"issued_on": MARCH_1})
    assert refused(answer) == (422, "book-not-open", "/book")
    province.open_book("ubnd", "series", last_number=8)
    issued = province.step(found, "issue", "clerk", {"issued_on": MARCH_1}).json
    assert (issued["book"], issued["symbol"]) == ("series", "09/KH-UBND")


def test_a_discarded_draft_is_told_with_its_reason(province: Province) -> None:
    found = province.draft()
    answer = province.step(found, "discard", "leader", {"reason_code": "duplicate"})
    assert answer.json["status"] == "discarded"
    [(kind, subject, told)] = province.hosted.outbox()
    assert (kind, subject, told["reason_code"]) == ("directive-draft-discarded.v1", found["id"], "duplicate")


def test_a_draft_is_discarded_with_a_known_reason_only(province: Province) -> None:
    answer = province.step(province.draft(), "discard", "leader", {"reason_code": "whim"})
    assert refused(answer) == (422, "invalid-input", "/reason_code")


def test_the_list_may_be_asked_for_the_documents_of_one_agency(province: Province) -> None:
    issued = province.issued(public=True)
    reader = province.officer("syt", "officer")
    mine = province.draft("syt")
    listed = province.hosted.get(f"{URL}?agency_id=syt", reader).json["items"]
    assert [row["id"] for row in listed] == [mine["id"]]
    others = province.hosted.get(f"{URL}?agency_id=ubnd", reader).json["items"]
    assert [row["id"] for row in others] == [issued["id"]], "a filter shows nothing that one may not read"


def test_the_list_is_paged_and_filtered(province: Province) -> None:
    drafts = [province.draft(subject=f"Kế hoạch số {n} về y tế") for n in range(3)]
    province.step(drafts[0], "submit", "officer")
    reader = province.officer("ubnd", "clerk")
    first = province.hosted.get(f"{URL}?limit=2", reader).json
    rest = province.hosted.get(f"{URL}?limit=2&cursor={first['next_cursor']}", reader).json
    assert [row["id"] for row in first["items"] + rest["items"]] == [d["id"] for d in reversed(drafts)]
    in_review = province.hosted.get(f"{URL}?status=in-review", reader).json["items"]
    assert [row["id"] for row in in_review] == [drafts[0]["id"]]
    found = province.hosted.get(f"{URL}?q=ke hoach 2", reader).json["items"]
    assert [row["id"] for row in found] == [drafts[2]["id"]]
    assert refused(province.hosted.get(f"{URL}?state=draft", reader))[0] == 422


@pytest.mark.parametrize(("days_off", "late"), [(None, True), ([], True), (["2024-03-04"], False)])
def test_the_next_working_day_is_in_time_by_the_calendar(
    province: Province, days_off: list[str] | None, late: bool
) -> None:
    # 1 March 2024 is a Friday; without any calendar only weekends are off.
    if days_off is not None:
        year = {"_id": "2024", "ver": 1, "version": 1, "non_working": days_off, "working": []}
        province.hosted.database.db["calendars"].insert_one(year)
    province.open_book("ubnd")
    issued = province.step(province.signed(), "issue", "clerk", {"issued_on": "2024-03-05"}).json
    assert ("issued-late" in [flag["code"] for flag in issued["flags"]]) is late


def test_more_than_a_thousand_agencies_are_a_group(province: Province) -> None:
    targets = [{"agency_id": "syt"}] * 501
    lines = [{"line": "A", "targets": targets}, {"line": "B", "targets": targets[:-2]}]
    author = province.officer("ubnd", "officer")
    assert province.hosted.post(URL, PLAN | {"copy_to": lines}, author).status_code == 201
    lines[1]["targets"] = targets
    answer = province.hosted.post(URL, PLAN | {"copy_to": lines}, author)
    assert refused(answer) == (422, "too-many-recipients", "/recipients")


def test_a_document_whose_event_would_not_travel_is_refused_at_submit(province: Province) -> None:
    names = dict.fromkeys(("lead_ids", "co_ids"), ["syt", "snv", "tdkt", "district", "centre", "room"] * 6)
    duty = {"text": "Việc", "effect": "task", "kind": "standing", "scope": "named", **names}
    found = province.draft(clauses=[duty | {"number": str(n)} for n in range(200)])
    before = stored(province)
    assert refused(province.step(found, "submit", "officer")) == (422, "too-many-clauses", "/clauses")
    assert stored(province) == before


def test_a_replayed_issue_takes_no_second_number(province: Province) -> None:
    province.open_book("ubnd")
    found = province.signed()
    first = province.step(found, "issue", "clerk", {"issued_on": MARCH_1}, key="once")
    again = province.step(found, "issue", "clerk", {"issued_on": MARCH_1}, key="once")
    assert (again.status_code, again.json["symbol"]) == (200, first.json["symbol"])
    assert len(province.hosted.outbox("directive-issued.v1")) == 1


def test_what_is_null_gives_a_field_its_default(province: Province) -> None:
    names = ("subject", "urgency", "secrecy", "window", "signer", "copy_to", "clauses", "due_on", "campaign")
    found = province.draft(**dict.fromkeys(names))
    assert (found["urgency"], found["secrecy"], found["copy_to"]) == ("normal", "none", [])
    assert found["window"] == {"start": None, "end": None}
