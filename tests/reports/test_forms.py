"""The forms of host reports: dated data with their cut-offs, never edited."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.reports.conftest import MIDYEAR, Office

SECTORS = (
    "health", "education", "construction", "public-investment", "public-finance", "public-procurement",
    "other",
)  # fmt: skip
AUDIENCES = ("staff", "citizens-businesses", "members-masses", "youth", "civics-teachers", "pupils")
# Plan 577: its purpose, its four targets (II), the eight contents of III.2, each a section with its figures.
OF_THE_MOVEMENT: dict[str, tuple[str, ...]] = {
    "movement": ("staff-reached", "outreach-activities", "exemplars-spotted"),
    "leadership": (),
    "target-awareness": (),
    "target-openness": ("publications",),
    "target-sectors": tuple(f"measures-{sector}" for sector in SECTORS),
    "target-procedures": ("procedures-on-time", "satisfaction"),
    "urging": (),
    "task-groups": ("prevention", "detection", "handling"),
    "law-proposals": ("law-proposals",),
    "communication": (*(f"audience-{group}" for group in AUDIENCES), "localities-reached", "referrals"),
    "inspection": ("inspections", "findings", "recommendations"),
    "transfers": ("opinions-sought", "cases-transferred"),
    "cadre-planning": (),
    "removals": ("removals",),
}
QUARTER: dict[str, Any] = {
    "code": "anticorruption-quarter-1",
    "name": "Báo cáo công tác phòng, chống tham nhũng quý I",
    "host_kind": "anticorruption",
    "valid_from": "2024-01-01",
    "source": "Thông tư số 01/2024/TT-TTCP",
    "cutoff": {"start": {"year": -1, "day": "12-15"}, "end": {"year": 0, "day": "03-14"}},
    "sections": [{"code": "results", "title": "Kết quả", "compulsory": True}],
}


def added(office: Office, **said: Any) -> Any:
    return office.hosted.post("/v1/templates", QUARTER | said, office.officer("province", "admin"))


def covered(office: Office, period_id: str) -> tuple[str, str]:
    period = office.hosted.get(f"/v1/periods/{period_id}", office.officer("front", "clerk")).json
    return period["cutoff_from"], period["cutoff_to"]


def test_an_installation_begins_with_the_three_host_reports_of_the_movement(empty: Office) -> None:
    found = empty.hosted.get("/v1/templates", empty.officer("front", "clerk")).json["items"]
    assert {form["code"]: form["host_kind"] for form in found} == {
        "emulation-midyear": "emulation",
        "emulation-final": "emulation",
        "anticorruption-annual": "anticorruption",
    }
    for form in found:
        shared = [section["code"] for section in form["sections"] if section["shared"]]
        assert shared == list(OF_THE_MOVEMENT), "each host report asks for the same of the movement"
        compulsory = [section["code"] for section in form["sections"] if section["compulsory"]]
        assert compulsory == ["results", "movement"]
        assert form["source"]


def test_what_the_movement_asks_for_is_counted_and_never_named(empty: Office) -> None:
    [form, *_] = empty.hosted.get("/v1/templates", empty.officer("front", "clerk")).json["items"]
    asked = {
        section["code"]: tuple(figure["code"] for figure in section["figures"])
        for section in form["sections"]
        if section["shared"]
    }
    assert asked == OF_THE_MOVEMENT
    every = [code for codes in asked.values() for code in codes]
    assert len(every) == len(set(every)) <= 50, "report-accepted carries them by code, fifty at most"


def test_each_report_covers_the_days_of_its_form_and_not_those_of_the_movement(empty: Office) -> None:
    codes = ("emulation-midyear", "emulation-final", "anticorruption-annual")
    empty.deliver(empty.dispatched(reporting=[{"template": c, "report_to_id": "council"} for c in codes]))
    assert {code: covered(empty, f"{code}-2024.council") for code in codes} == {
        "emulation-midyear": ("2024-01-01", "2024-06-30"),
        "emulation-final": ("2024-01-01", "2024-12-31"),
        "anticorruption-annual": ("2023-12-15", "2024-12-14"),
    }


def test_a_report_of_the_circular_is_switched_on_by_adding_its_form(empty: Office) -> None:
    assert added(empty).status_code == 201
    empty.deliver(empty.dispatched(reporting=[{"template": QUARTER["code"], "report_to_id": "council"}]))
    assert covered(empty, "anticorruption-quarter-1-2024.council") == ("2023-12-15", "2024-03-14")


def test_a_new_form_counts_for_directives_issued_from_its_first_day_on(empty: Office) -> None:
    new = {"code": MIDYEAR, "host_kind": "emulation", "valid_from": "2024-05-01"}
    assert added(empty, **new).status_code == 201
    row = [{"template": MIDYEAR, "report_to_id": "council"}]
    empty.deliver(
        empty.dispatched(issued_on="2024-03-01", reporting=row),
        empty.dispatched(directive_id="later", issued_on="2024-05-01", reporting=row),
    )
    officer = empty.officer("centre", "officer")
    old = empty.begin()
    later = f"later:centre:{MIDYEAR}:{MIDYEAR}-2024.council"
    answer = empty.hosted.post(f"/v1/requirements/{later}/submission", {}, officer, if_match=1)
    assert (old["template_id"], answer.json["template_id"]) == (
        f"{MIDYEAR}:2024-01-01",
        f"{MIDYEAR}:2024-05-01",
    )


def test_a_form_that_exists_is_never_edited(empty: Office) -> None:
    assert added(empty).status_code == 201
    answer = added(empty, name="Tên khác")
    assert (answer.status_code, answer.json["code"]) == (409, "template-exists")
    assert answer.json["errors"][0]["pointer"] == "/valid_from"


def with_(path: str, value: Any) -> dict[str, Any]:
    """Return the form with one value changed."""
    form = copy.deepcopy(QUARTER)
    place: Any = form
    *way, last = path.strip("/").split("/")
    for name in way:
        place = place[int(name) if name.isdigit() else name]
    place[last] = value
    return form


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        ("/cutoff/start/day", "02-30", "/cutoff/start/day"),
        ("/cutoff/start/day", "02-29", "/cutoff/start/day"),
        ("/cutoff/end/year", -2, "/cutoff/end"),
        ("/valid_to", "2023-12-31", "/valid_to"),
        ("/sections", [*QUARTER["sections"], *QUARTER["sections"]], "/sections/1/code"),
        ("/sections/0/figures", [{"code": "n", "title": "N"}] * 2, "/sections/0/figures/1/code"),
        ("/sections", [], "/sections"),
        ("/host_kind", "other", "/host_kind"),
    ],
)
def test_a_faulty_form_names_the_field(empty: Office, path: str, value: Any, pointer: str) -> None:
    answer = empty.hosted.post("/v1/templates", with_(path, value), empty.officer("province", "admin"))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer), answer.json
    assert empty.hosted.database.db["templates"].count_documents({"code": QUARTER["code"]}) == 0
