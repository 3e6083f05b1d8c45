"""Drafts that an event asks for: one per event, taken up by a person, never signed by who completed it."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.events import Event, derived_id
from services.directives.issuing.domain import Refused, Signing, notation_like
from services.directives.main import SERVICE
from tests.directives.hosting import MARCH_1, Province
from tests.directives.issuing.drafts import MARCH_1 as DAY
from tests.directives.issuing.drafts import audience, draft
from tests.fixtures.events import deliver, example

URL = "/v1/directives"
TO_ROOM = {"recipients": [{"line": "Phòng Nghiệp vụ Y"}], "copy_to": []}
ORIGIN = {"service": "awards", "id": "decision-1"}
COMPLETION = {
    "notation": "QĐ-SYT",
    "place": "Tây Ninh",
    "signer": {"position": "Giám đốc", "name": "Trần Thị Mẫu", "authority": None},
}


def prepared(decision: str = "decision-1", sequence: int = 2, **said: Any) -> Event:
    """Return the event by which awards asks Sở Y tế for a decision."""
    document = example("award-decision-prepared.v1").data["document"]
    document |= {"recipient_ids": ["centre"], "based_on": [], **said}
    known = {"decision_id": decision, "agency_id": "syt", "authority_id": "syt", "document": document}
    return example("award-decision-prepared.v1", decision, sequence, **known)


def drafts(province: Province) -> list[dict[str, Any]]:
    return list(province.hosted.database.db["directives"].find({"origin": {"$ne": None}}))


def received(province: Province, event: Event) -> dict[str, Any]:
    """Deliver the event and return the draft as an officer of Sở Y tế sees it."""
    deliver(province.hosted, SERVICE, event)
    path = f"{URL}/{derived_id(event.id, 'directive')}"
    answer = province.hosted.get(path, province.officer("syt", "officer"))
    assert answer.status_code == 200, answer.json
    return answer.json


def patch(province: Province, found: dict[str, Any], role: str, **changes: Any) -> Any:
    path = f"{URL}/{found['id']}"
    return province.hosted.patch(path, changes, province.officer("syt", role), if_match=found["version"])


def test_a_prepared_decision_becomes_a_draft_of_its_authority_that_names_nobody(province: Province) -> None:
    plan = province.issued(copy_to=[{"line": "Sở Y tế", "purpose": "action"}])
    province.arrive()
    found = received(province, prepared(based_on=[plan["id"], "unknown"]))
    assert (found["status"], found["type"], found["agency_id"]) == ("draft", "Quyết định", "syt")
    assert (found["origin"], found["author_id"]) == (ORIGIN, "system")
    assert found["subject"] == "Tặng Giấy khen cho tập thể, cá nhân có thành tích"
    [line] = found["copy_to"]
    assert (line["line"], line["purpose"], line["targets"][0]["agency_id"]) == (
        "Trung tâm Y tế huyện Mẫu", "information", "centre",
    )  # fmt: skip
    [ref] = found["refs"]
    assert (ref["relation"], ref["symbol"], ref["resolved_id"]) == ("based-on", plan["symbol"], plan["id"])
    assert found["signer"] == {"position": None, "name": None, "authority": None}


def test_a_base_that_the_authority_has_not_got_is_left_to_a_person(province: Province) -> None:
    plan = province.issued(copy_to=[{"line": "Sở Nội vụ", "purpose": "action"}])
    province.arrive()
    assert received(province, prepared(based_on=[plan["id"]]))["refs"] == []


def test_each_prepared_version_makes_one_draft_however_often_it_comes(province: Province) -> None:
    first, second = prepared(), prepared(sequence=4)
    deliver(province.hosted, SERVICE, first, first)
    for event in (first, first, second):
        province.hosted.database.transaction(
            lambda tx, event=event: SERVICE.subscriptions[event.type](tx, event)
        )
    assert {one["_id"] for one in drafts(province)} == {
        derived_id(first.id, "directive"),
        derived_id(second.id, "directive"),
    }
    audited = list(province.hosted.database.db["audit"].find({"kind": "directive"}))
    assert len(audited) == 2


def test_repeating_the_event_leaves_what_a_person_has_written(province: Province) -> None:
    event = prepared()
    patch(province, received(province, event), "officer", place="Tây Ninh")
    province.hosted.database.transaction(lambda tx: SERVICE.subscriptions[event.type](tx, event))
    assert [one["place"] for one in drafts(province)] == ["Tây Ninh"]


@pytest.mark.parametrize(
    ("earlier", "notation"), [({"type": "Công văn", "notation": "SYT-VP"}, "QĐ-SYT"), (None, None)]
)
def test_notation_and_place_are_proposed_from_what_the_agency_issued_before(
    province: Province, earlier: dict[str, str] | None, notation: str | None
) -> None:
    if earlier:
        province.open_book("syt", "letters", document_types=["Công văn"], last_number=928)
        signed = province.signed("syt", **earlier, book="letters", **TO_ROOM)
        assert province.step(signed, "issue", "clerk", {"issued_on": MARCH_1}).status_code == 200
    found = received(province, prepared())
    assert (found["notation"], found["place"]) == (notation, "Tây Ninh" if earlier else None)


@pytest.mark.parametrize(
    ("document_type", "earlier_type", "earlier", "notation"),
    [
        ("Quyết định", "Công văn", "SYT-VP", "QĐ-SYT"),
        ("Quyết định", "Kế hoạch", "KH-UBND", "QĐ-UBND"),
        ("Quyết định", "Quyết định", "QĐ-SYT-TCCB", "QĐ-SYT-TCCB"),
        ("Quyết định", "Kế hoạch", "KH", None),
        ("Công văn", "Kế hoạch", "KH-UBND", None),
    ],
)
def test_a_notation_is_made_of_an_earlier_one(
    document_type: str, earlier_type: str, earlier: str, notation: str | None
) -> None:
    assert notation_like(document_type, earlier_type, earlier) == notation


@pytest.mark.parametrize("role", ["officer", "award-secretary"])
def test_who_takes_a_draft_up_becomes_its_author_and_only_they_go_on(province: Province, role: str) -> None:
    other = "officer" if role == "award-secretary" else "award-secretary"
    taken = patch(province, received(province, prepared()), role, **COMPLETION)
    assert (taken.status_code, taken.json["author_id"]) == (200, f"syt.{role}")
    assert taken.json["campaign_id"] == example("award-decision-prepared.v1").data["campaign_id"]
    refused = patch(province, taken.json, other, place="Nơi khác")
    assert (refused.status_code, refused.json["code"]) == (403, "not-the-author")
    assert province.step(taken.json, "submit", other).json["code"] == "not-the-author"
    assert province.step(taken.json, "submit", role).status_code == 200


def test_a_draft_without_a_signer_is_not_handed_in(province: Province) -> None:
    found = received(province, prepared())
    named = patch(province, found, "officer", notation="QĐ-SYT", place="Tây Ninh").json
    answer = province.step(named, "submit", "officer")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/signer/name")


def test_who_completed_or_handed_in_a_draft_does_not_sign_it() -> None:
    act = Signing(signed_on=DAY, backdated=False, audience=audience("health"))
    for taken in (draft(author_id="system").edit("chief", {}), draft(author_id="system")):
        with pytest.raises(Refused, match="maker-is-checker"):
            taken.submit("chief", []).sign("chief", act)


def test_the_decision_is_signed_numbered_and_told_with_its_origin(province: Province) -> None:
    found = received(province, prepared())
    done = patch(province, found, "officer", **COMPLETION).json
    province.open_book("syt", "decisions", document_types=["Quyết định"], last_number=0)
    for step, role, body in (
        ("submit", "officer", {}),
        ("sign", "leader", {"signed_on": MARCH_1}),
        ("issue", "clerk", {"issued_on": MARCH_1}),
    ):
        answer = province.step(done, step, role, body)
        assert answer.status_code == 200, answer.json
        done = answer.json
    assert done["symbol"] == "01/QĐ-SYT"
    [(_, _, told)] = province.hosted.outbox("directive-issued.v1")
    assert told["origin"] == ORIGIN
    assert told["campaign_id"] == example("award-decision-prepared.v1").data["campaign_id"]
    [(_, _, chunk)] = province.hosted.outbox("directive-dispatched.v1")
    assert [(r["agency_id"], r["purpose"]) for r in chunk["recipients"]] == [("centre", "information")]


def test_a_leader_gives_up_a_draft_that_nobody_has_taken(province: Province) -> None:
    found = received(province, prepared())
    answer = province.step(found, "discard", "officer", {"reason_code": "mistaken"})
    assert (answer.status_code, answer.json["code"]) == (403, "not-the-author")
    assert province.step(found, "discard", "leader", {"reason_code": "not-approved"}).status_code == 200
    [(_, _, told)] = province.hosted.outbox("directive-draft-discarded.v1")
    assert (told["origin"], told["reason_code"]) == (
        {"service": "awards", "id": "decision-1"},
        "not-approved",
    )


def test_a_persons_own_draft_is_nobody_elses(province: Province) -> None:
    found = province.draft("syt")
    assert patch(province, found, "award-secretary", place="Nơi khác").json["code"] == "not-the-author"
