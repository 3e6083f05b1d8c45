"""What the system proposes for a draft: whom a line means, why, how binding, which record is cited."""

from typing import Any

import pytest

from tests.directives.hosting import MARCH_1, Province

URL = "/v1/directives"


def lines(found: dict[str, Any], side: str = "copy_to") -> dict[str, Any]:
    return {
        one["line"]: (
            [target["agency_id"] or target["group_id"] for target in one["targets"]],
            one["purpose"],
        )
        for one in found[side]
    }


def dispatched(province: Province, directive: dict[str, Any], *agencies: str) -> None:
    """Put the rows that the handler of directive-dispatched makes."""
    same = {"directive_id": directive["id"], "status": "arrived"}
    rows = [same | {"_id": f"{directive['id']}:{one}", "agency_id": one} for one in agencies]
    province.hosted.database.db["dispatches"].insert_many(rows)


def test_a_line_means_whoever_has_its_name_or_alias_when_folded(province: Province) -> None:
    written = ["các sở,  ban, ngành TỈNH", "UBMTTQVN tỉnh", "Cục III, IV TTCP", "Ban TĐKT tỉnh", "Cơ quan lạ"]
    found = province.draft(copy_to=[{"line": line} for line in written])
    assert lines(found) == {
        "các sở,  ban, ngành TỈNH": (["departments"], "action"),
        "UBMTTQVN tỉnh": (["front"], "information"),
        "Cục III, IV TTCP": (["cuc3", "cuc4"], "information"),
        "Ban TĐKT tỉnh": (["tdkt"], "information"),
        "Cơ quan lạ": ([], None),
    }


def test_a_name_that_two_issuers_use_means_the_issuers_own(province: Province) -> None:
    line = "Các phòng chuyên môn thuộc Sở"
    found = province.draft("syt", recipients=[{"line": line}], copy_to=[])
    assert lines(found, "recipients") == {line: (["rooms"], "action")}
    found = province.draft("ubnd", recipients=[{"line": line}], copy_to=[])
    assert lines(found, "recipients") == {line: ([], None)}


def test_what_a_person_said_of_a_line_is_kept(province: Province) -> None:
    said = [
        {"line": "Các Sở, ban, ngành tỉnh", "targets": [{"agency_id": "syt"}], "purpose": "information"},
        {"line": "Sở Y tế", "persons": True},
    ]
    found = province.draft(copy_to=said)
    assert lines(found) == {"Các Sở, ban, ngành tỉnh": (["syt"], "information"), "Sở Y tế": ([], None)}


def test_a_body_named_by_a_clause_gets_its_line_for_action(province: Province) -> None:
    clauses = [
        {
            "number": "IV.7",
            "text": "a",
            "effect": "task",
            "kind": "standing",
            "scope": "named",
            "lead_ids": ["front"],
        }
    ]
    found = province.draft(clauses=clauses, copy_to=[{"line": "UBMTTQVN tỉnh"}])
    assert lines(found) == {"UBMTTQVN tỉnh": (["front"], "action")}
    assert found["clauses"][0]["binding"] == "requested"


def test_only_a_duty_keeps_kind_binding_and_category(province: Province) -> None:
    duty = {"kind": "standing", "binding": "assigned", "category": "prevention"}
    clauses = [
        {"number": n, "text": "a", "effect": effect, **duty} for n, effect in (("1", "task"), ("2", "report"))
    ]
    found = province.draft(clauses=clauses)
    kept = [[one[name] for name in duty] for one in found["clauses"]]
    assert kept == [["standing", "assigned", "prevention"], [None, None, None]]


def test_a_clause_keeps_its_id_while_its_number_stays(province: Province) -> None:
    found = province.draft()
    changed = [
        {"number": "IV.2.a", "text": "Khác", "effect": "task", "kind": "standing"},
        {"number": "V", "text": "b"},
    ]
    author = province.officer("ubnd", "officer")
    edited = province.hosted.patch(f"{URL}/{found['id']}", {"clauses": changed}, author, if_match=1).json
    before, after = ({one["number"]: one["clause_id"] for one in d["clauses"]} for d in (found, edited))
    assert after["IV.2.a"] == before["IV.2.a"]
    assert len(set(after.values()) | set(before.values())) == 3


IMPLEMENTS = {"relation": "implements", "symbol": "577 /KH-UBND", "date": MARCH_1, "issuer": "UBND tỉnh"}


def test_a_plan_that_launches_a_campaign_is_the_campaign(province: Province) -> None:
    province.open_book("ubnd")
    plan = province.issued(campaign={"name": "Phong trào thi đua", "year": 2024})
    assert plan["campaign_id"] == plan["id"]
    assert province.hosted.outbox("directive-issued.v1")[0][2]["campaign_id"] == plan["id"]


def test_a_recipients_own_document_finds_the_plan_it_implements_and_its_campaign(province: Province) -> None:
    province.open_book("ubnd")
    plan = province.issued(campaign={"name": "Phong trào thi đua", "year": 2024})
    dispatched(province, plan, "syt")
    child = province.draft("syt", refs=[IMPLEMENTS, {"relation": "mentions", "symbol": "4302/KH-UBND"}])
    assert [ref["resolved_id"] for ref in child["refs"]] == [plan["id"], None]
    assert (child["implements_id"], child["campaign_id"]) == (plan["id"], plan["id"])


def test_a_reference_to_what_one_may_not_see_stays_open_and_blocks_nothing(province: Province) -> None:
    province.open_book("ubnd")
    province.issued()
    child = province.draft("syt", refs=[IMPLEMENTS])
    assert (child["refs"][0]["resolved_id"], child["implements_id"], child["campaign_id"]) == (
        None,
        None,
        None,
    )
    assert province.step(child, "submit", "officer").status_code == 200


def test_a_reference_is_looked_for_again_at_submit(province: Province) -> None:
    province.open_book("ubnd")
    child = province.draft("syt", refs=[IMPLEMENTS])
    plan = province.issued()
    dispatched(province, plan, "syt")
    assert province.step(child, "submit", "officer").json["implements_id"] == plan["id"]


def test_two_records_with_one_symbol_are_candidates_for_a_person(province: Province) -> None:
    entries = [
        {
            "_id": f"entry-{n}",
            "agency_id": "syt",
            "arrival_number": n,
            "document_symbol": "577/KH-UBND",
            "document_date": MARCH_1,
        }
        for n in range(2)
    ]
    province.hosted.database.db["incoming"].insert_many(entries)
    [ref] = province.draft("syt", refs=[IMPLEMENTS])["refs"]
    assert (ref["resolved_id"], sorted(ref["candidates"])) == (None, ["entry-0", "entry-1"])
    chosen = province.draft("syt", refs=[IMPLEMENTS | {"resolved_id": "entry-1"}])
    assert (chosen["refs"][0]["resolved_id"], chosen["implements_id"]) == ("entry-1", None)


def test_an_entry_of_a_directive_here_stands_for_the_directive(province: Province) -> None:
    province.open_book("ubnd")
    plan = province.issued()
    dispatched(province, plan, "syt")
    entry = {"_id": "e", "agency_id": "syt", "document_symbol": "577/KH-UBND", "document_date": MARCH_1}
    province.hosted.database.db["incoming"].insert_one(entry | {"directive_id": plan["id"]})
    assert province.draft("syt", refs=[IMPLEMENTS])["implements_id"] == plan["id"]


@pytest.mark.parametrize("public", [False, True])
def test_who_may_read_a_plan(province: Province, public: bool) -> None:
    province.open_book("syt")
    plan = province.issued("syt", public=public, copy_to=[{"line": "Các phòng chuyên môn thuộc Sở"}])
    dispatched(province, plan, "centre")
    readers = {
        "own": province.officer("syt", "clerk"),
        "recipient": province.officer("centre", "officer"),
        "monitor above": province.officer("ubnd", "monitor"),
        "leader above": province.officer("ubnd", "leader"),
        "monitor elsewhere": province.officer("snv", "monitor"),
        "stranger": province.officer("district", "officer"),
    }
    may = {"own", "recipient", "monitor above"} | (set(readers) if public else set())
    read, listed = set(), set()
    for who, headers in readers.items():
        if province.hosted.get(f"{URL}/{plan['id']}", headers).status_code == 200:
            read.add(who)
        if any(row["id"] == plan["id"] for row in province.hosted.get(URL, headers).json["items"]):
            listed.add(who)
    assert (read, listed) == (may, may)


def test_a_public_draft_stays_inside_its_agency(province: Province) -> None:
    found = province.draft("syt", public=True)
    for headers in (province.officer("centre", "officer"), province.officer("ubnd", "monitor")):
        assert province.hosted.get(f"{URL}/{found['id']}", headers).status_code == 404
        assert province.hosted.get(URL, headers).json["items"] == []
