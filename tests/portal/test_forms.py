"""Forms: what is filled in becomes the body an API takes, and what the API says comes back to its field."""

from __future__ import annotations

from typing import Any

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict

from chassis.errors import Refusal
from services.portal.calls.client import Found, Rejected, ServiceAway, read
from services.portal.calls.forms import Form, body_of, form_of, sent_back
from services.portal.pages.labels import SERVICES
from services.portal.rooms.desk import errands
from tests.fixtures.web import Hosted
from tests.portal.browsing import Clerk, Page, text_of

FILLED = MultiDict(
    [
        ("csrf_token", "t"), ("key", "one"), ("version", '"v3"'), ("subject", "  Phát động  "),
        ("place", " "), ("signer.name", "Trương Văn Hùng"), ("campaign.year:int", "2024"),
        ("pages:int", "hai"), ("public:yes", "true"),
        ("lead_ids:list", "health"), ("lead_ids:list", "justice"), ("marks:lines", "Uat\r\n\r\n Wong "),
        ("overrides.10.code", "last"), ("overrides.0.code", "arrival-before-issue"),
    ]
)  # fmt: skip


def test_a_field_s_name_says_where_its_value_belongs_and_its_suffix_what_it_is() -> None:
    assert body_of(FILLED) == {
        "subject": "Phát động",
        "signer": {"name": "Trương Văn Hùng"},
        "campaign": {"year": 2024},
        "pages": "hai",
        "public": True,
        "lead_ids": ["health", "justice"],
        "marks": ["Uat", "Wong"],
        "overrides": [{"code": "arrival-before-issue"}, {"code": "last"}],
    }


def test_an_empty_field_is_left_out_or_in_a_change_takes_the_value_away() -> None:
    assert "place" not in body_of(FILLED)
    assert body_of(FILLED, empty_is_null=True)["place"] is None


def test_a_form_about_what_is_there_holds_it_and_knows_its_version() -> None:
    body: dict[str, Any] = {"subject": "A", "signer": {"name": "B", "position": None}, "marks": ["c", "d"]}
    form = form_of(Found(body, '"v3"'), place="Tây Ninh")
    assert (form.version, form.get("signer.name"), form.get("signer.position")) == ('"v3"', "B", "")
    assert (form.get("marks"), form.get("marks.1"), form.get("place")) == (["c", "d"], "d", "Tây Ninh")


PROBLEM = {
    "code": "invalid-input",
    "detail": "Dữ liệu chưa hợp lệ.",
    "errors": [
        {"pointer": "/signer/name", "code": "required", "detail": "Thiếu người ký."},
        {"pointer": "/lead_ids/1", "code": "unknown-reference", "detail": "Không có cơ quan này."},
        {"pointer": "/elsewhere", "code": "invalid-value", "detail": "Sai ở chỗ khác."},
    ],
}
FORM = """
{% from "forms.html" import hidden, summary, text, area, select, tick %}
{{ summary(form, ["signer.name", "lead_ids:list"]) }}<form method="post">{{ hidden(form) }}
{{ text(form, "signer.name", "Người ký", hint="Như trên giấy", required=true) }}
{{ area(form, "marks:lines", "Ghi chú") }}{{ tick(form, "public:yes", "Công khai") }}
{{ select(form, "lead_ids:list", "Chủ trì", {"health": "Sở Y tế", "front": "Mặt trận"}, multiple=true) }}
</form>
"""


def test_a_pointer_in_a_sentence_becomes_the_field_s_name_or_goes_with_its_brackets() -> None:
    said = [
        ("/signer/name", "Dự thảo thiếu /signer/name."),
        ("/copy_to/0", "Chưa rõ dòng “Cục X” (/copy_to/0)."),
        ("/", "Sai / thiếu."),
    ]
    problem = {"errors": [{"pointer": at, "detail": told} for at, told in said], "detail": said[0][1]}
    form = sent_back(FILLED, Rejected(422, problem), lambda field: {"signer.name": "Người ký"}.get(field, ""))
    assert form.errors == {
        "signer.name": "Dự thảo thiếu “Người ký”.",
        "copy_to.0": "Chưa rõ dòng “Cục X”.",
        "": "Sai / thiếu.",
    }
    assert form.message == "Dự thảo thiếu “Người ký”.", "the sentence above says it as well"


def shown(portal: Hosted, form: Form) -> Page:
    with portal.app.test_request_context("/"):
        portal.app.preprocess_request()
        page = Page()
        page.feed(render_template_string(FORM, form=form))
        page.close()
    assert not page.faults
    return page


def test_a_form_comes_back_as_it_was_sent_with_each_fault_at_its_field(portal: Hosted) -> None:
    page = shown(portal, sent_back(FILLED, Rejected(422, PROBLEM)))
    fields = {one["name"]: one for one in page.all("input") + page.all("select") + page.all("textarea")}
    signer = fields["signer.name"]
    assert (signer["value"], signer["aria-invalid"]) == ("Trương Văn Hùng", "true")
    assert signer["aria-describedby"] == "f-signer-name-hint f-signer-name-error"
    assert {one.get("id") for one in page.all("p")} >= set(str(signer["aria-describedby"]).split())
    assert "aria-invalid" not in fields["marks:lines"]
    assert "checked" in fields["public:yes"]
    assert [one["value"] for one in page.all("option") if "selected" in one] == ["health"]
    assert [one["href"] for one in page.all("a")] == ["#f-signer-name", "#f-lead_ids"]
    assert len(page.all("li")) == 3, "a fault of no field is told as well"


def test_a_person_is_told_of_a_field_and_not_of_its_pointer() -> None:
    told = {"pointer": "/type", "code": "required", "detail": "Thiếu trường /type."}
    form = sent_back(FILLED, Rejected(422, PROBLEM | {"errors": [told]}))
    assert form.errors == {"type": "Ô này phải điền."}
    assert "errors" not in form.message


def test_a_form_that_comes_back_keeps_its_version_and_gets_a_new_key(portal: Hosted) -> None:
    form = sent_back(FILLED, Rejected(412, {"code": "version-mismatch", "detail": "Đã có người thay đổi."}))
    hidden = {
        one["name"]: one["value"] for one in shown(portal, form).all("input") if one["type"] == "hidden"
    }
    assert hidden["version"] == '"v3"'
    assert hidden["key"] not in ("", "one")
    assert hidden["csrf_token"]


def test_a_form_without_faults_accuses_nothing(portal: Hosted) -> None:
    page = shown(portal, Form())
    assert not [about for _, about in page.tags if "aria-invalid" in about or about.get("role") == "alert"]


@pytest.mark.parametrize("part", ["..", ".", ""])
def test_an_id_from_an_address_names_nothing_above_or_beside_its_place(told: Hosted, part: str) -> None:
    with told.app.test_request_context("/"):
        told.app.preprocess_request()
        with pytest.raises(Refusal, match="not-found"):
            read("directives", "tasks", part)


def raised(portal: Hosted, error: Exception, method: str) -> Any:
    with portal.app.test_request_context("/", method=method):
        portal.app.preprocess_request()
        return portal.app.process_response(portal.app.make_response(portal.app.handle_user_exception(error)))


def test_what_a_service_refuses_and_no_room_has_caught_is_a_page_in_its_words(portal: Hosted) -> None:
    answer = raised(portal, Rejected(409, PROBLEM, 7), "POST")
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (409, "text/html", "7")
    words = text_of(answer)
    assert "Chưa thực hiện được Dữ liệu chưa hợp lệ. Thiếu người ký." in words
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_of_a_step_without_an_answer_nobody_says_that_it_was_not_taken(portal: Hosted) -> None:
    answer = raised(portal, ServiceAway("directives", 9), "POST")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "9")
    assert "Chưa rõ bước này đã được ghi chưa Hệ thống văn bản chưa trả lời." in text_of(answer)
    assert "Không có gì bị mất" in text_of(raised(portal, ServiceAway("reports"), "GET"))


def test_every_service_that_is_asked_has_a_name_in_words(told: Hosted) -> None:
    assert {*errands.SERVICES, "notifications", "directory"} <= SERVICES.keys()
    assert Clerk(told, "health", "leader").get("/desk").status_code == 200
