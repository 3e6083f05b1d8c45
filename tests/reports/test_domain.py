"""The rules of reporting, without servers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.reports.completeness import measured
from services.reports.domain.periods import DueDay, Period, period_id
from services.reports.domain.refused import Refused
from services.reports.domain.requirements import Requirement
from services.reports.domain.submissions import (
    Evidence,
    Signing,
    Submission,
    Value,
    Written,
    refuse_unknown_parts,
)
from services.reports.domain.templates import Boundary, Cutoff, Figure, Section, Template
from services.reports.store.counters import branches

NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
JUNE_14, JUNE_15, JUNE_17 = (dt.date(2024, 6, day) for day in (14, 15, 17))
FORM = Template(
    id="form",
    version=1,
    code="emulation-midyear",
    name="Sơ kết",
    host_kind="emulation",
    valid_from=dt.date(2024, 1, 1),
    valid_to=None,
    source="Kế hoạch",
    cutoff=Cutoff(start=Boundary(year=-1, day="12-15"), end=Boundary(year=0, day="12-14")),
    sections=(
        Section(code="results", title="Kết quả", compulsory=True),
        Section(
            code="movement",
            title="Phong trào",
            compulsory=True,
            shared=True,
            figures=(Figure(code="n", title="N"),),
        ),
        Section(code="proposals", title="Kiến nghị", compulsory=False),
    ),
    created_at=NOW,
    created_by="system",
)
RESULTS = Written(code="results", text="Đã làm")
MOVEMENT = Written(code="movement", text="Đã phát động", figures=(Value(code="n", value=3),))
PERIOD = Period(
    id="p",
    version=1,
    template="emulation-midyear",
    year=2024,
    owner_id="health",
    cutoff_from=None,
    cutoff_to=None,
    due_on=None,
    timely_until=None,
    lock_on=None,
    calendar_version=None,
    created_at=NOW,
    created_by="system",
)


def draft(**changes: Any) -> Submission:
    known: dict[str, Any] = dict.fromkeys(
        ("signer_id", "first_submitted_on", "submitted_on", "on_time", "accepted_on", "reason_code", "reason")
    )
    ids = {name: name for name in ("id", "requirement_id", "directive_id", "template_id", "period_id")}
    made = Submission(
        **ids,
        **known,
        version=1,
        template="emulation-midyear",
        agency_id="centre",
        report_to_id="health",
        campaign_id=None,
        edition=1,
        sections=(RESULTS,),
        author_ids=("officer",),
        backdated=False,
        status="draft",
        parties=(),
        paths=(),
        created_at=NOW,
        created_by="officer",
    )
    return replace(made, **changes)


def signing(**changes: Any) -> Signing:
    made = Signing(
        officer_id="leader",
        day=JUNE_14,
        backdated=False,
        template=FORM,
        timely_until=None,
        shared=(MOVEMENT,),
    )
    return replace(made, **changes)


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_a_report_is_handed_in_with_the_shared_section_as_it_then_is() -> None:
    handed_in, event = draft().submit(signing())
    assert [section.code for section in handed_in.sections] == ["results", "movement"]
    assert (handed_in.status, handed_in.version, event.version, event.submitted_on) == (
        "submitted",
        2,
        1,
        JUNE_14,
    )
    assert event.sequence == handed_in.version
    assert event.on_time is None


@pytest.mark.parametrize(
    ("until", "in_time"), [(JUNE_14, True), (JUNE_15, True), (dt.date(2024, 6, 13), False)]
)
def test_in_time_is_up_to_the_last_day_included(until: dt.date, in_time: bool) -> None:
    assert draft().submit(signing(timely_until=until))[1].on_time is in_time


def test_who_wrote_a_report_does_not_sign_it() -> None:
    written = draft().write("leader", [RESULTS])
    assert refused(written.submit, signing()) == "author-is-signer"


def test_a_compulsory_section_must_have_words() -> None:
    assert refused(draft(sections=()).submit, signing()) == "section-missing"
    assert refused(draft().submit, signing(shared=())) == "section-missing"
    assert refused(draft(sections=(replace(RESULTS, text="  "),)).submit, signing()) == "section-missing"


def test_writing_on_a_returned_report_begins_its_next_edition() -> None:
    returned, event = draft().submit(signing())[0].send_back(JUNE_15, "incomplete", None)
    assert (returned.status, event.reason_code, event.version) == ("returned", "incomplete", 1)
    again = returned.write("officer", [RESULTS])
    assert (again.status, again.edition) == ("draft", 2)
    assert again.write("officer", [RESULTS]).edition == 2


def test_a_report_that_was_returned_for_mending_is_not_late_for_that() -> None:
    returned = draft().submit(signing(timely_until=JUNE_15))[0].send_back(JUNE_15, "incomplete", None)[0]
    late = dt.date(2024, 7, 1)
    again, event = returned.write("officer", []).submit(signing(day=late, timely_until=JUNE_15))
    assert (again.first_submitted_on, event.submitted_on, event.on_time) == (JUNE_14, late, True)


def test_only_what_was_handed_in_is_accepted_and_never_before_that_day() -> None:
    assert refused(draft().accept, JUNE_15) == "invalid-state"
    handed_in = draft().submit(signing())[0]
    assert refused(handed_in.accept, dt.date(2024, 6, 13)) == "accepted-before-submitted"
    accepted, event = handed_in.accept(JUNE_15)
    assert (accepted.status, event.agency_id, event.figures) == (
        "accepted",
        "health",
        (Value(code="n", value=3),),
    )
    assert refused(accepted.write, "officer", []) == "invalid-state"


def test_a_form_knows_its_sections_and_figures() -> None:
    refuse_unknown_parts(FORM, [RESULTS, MOVEMENT])
    assert refused(refuse_unknown_parts, FORM, [Written(code="other", text="")]) == "unknown-section"
    foreign = Written(code="results", text="", figures=(Value(code="n", value=1),))
    assert refused(refuse_unknown_parts, FORM, [foreign]) == "unknown-figure"
    assert Evidence(kind="task", ref="t").kind == "task"


def test_the_annual_report_covers_the_fifteenth_of_december_to_the_fourteenth() -> None:
    covered = FORM.cutoff.start.in_year(2024), FORM.cutoff.end.in_year(2024)
    assert covered == (dt.date(2023, 12, 15), dt.date(2024, 12, 14))


def test_a_period_without_a_due_day_makes_nothing_late() -> None:
    assert PERIOD.on_time(dt.date(2099, 1, 1)) is None


def test_the_owner_sets_the_due_day_and_a_lock_never_before_it() -> None:
    day = DueDay(
        due_on=JUNE_15,
        timely_until=JUNE_17,
        calendar_version=4,
        lock_on=None,
        reason_code="first-set",
        set_on=JUNE_14,
    )
    moved, event = PERIOD.set_due(day)
    assert (moved.on_time(JUNE_17), event.timely_until, event.calendar_version, event.sequence) == (
        True,
        JUNE_17,
        4,
        2,
    )
    assert refused(PERIOD.set_due, replace(day, lock_on=JUNE_15)) == "locked-before-due"
    locked = PERIOD.set_due(replace(day, lock_on=JUNE_17))[0]
    locked.refuse_locked(JUNE_17)
    assert refused(locked.refuse_locked, dt.date(2024, 6, 18)) == "period-locked"


def test_each_receiver_has_its_own_period() -> None:
    assert period_id("emulation-final", 2024, "health") != period_id("emulation-final", 2024, "council")
    assert period_id("emulation-final", 2024, None) == "emulation-final-2024.open"


def requirement(**changes: Any) -> Requirement:
    made = Requirement(
        id="r",
        version=1,
        directive_id="d",
        symbol="577/KH-UBND",
        template="emulation-midyear",
        period_id="p",
        agency_id="centre",
        issuer_id="province",
        report_to_id="health",
        binding="assigned",
        campaign_id=None,
        issued_on=JUNE_14,
        status="expected",
        submission_id=None,
        submission_status=None,
        first_submitted_on=None,
        parties=("health", "centre"),
        paths=("health", "province"),
        agency_path=("province", "health"),
        created_at=NOW,
        created_by="system",
    )
    return replace(made, **changes)


def test_a_report_counts_while_it_stands_from_the_day_it_was_first_handed_in() -> None:
    days = {
        status: requirement().answered_by("s", status, JUNE_14).counted_on for status in ("draft", "returned")
    }
    assert days == {"draft": None, "returned": None}
    assert {
        requirement().answered_by("s", status, JUNE_14).counted_on for status in ("submitted", "accepted")
    } == {JUNE_14}


def test_an_agency_that_moves_is_seen_by_those_above_it_now() -> None:
    moved = requirement().standing_under(("other",))
    assert (moved.agency_path, moved.paths) == (("other",), ("other",))
    assert branches(moved) == ["other", "centre", "*"]


def test_in_time_is_counted_when_asked() -> None:
    row = {"template": "t", "period_id": "p", "expected": 4, "days": {"2024-06-14": 2, "2024-06-18": 1}}
    assert measured(row, PERIOD)["actual_on_time"] is None
    due = replace(PERIOD, due_on=JUNE_15, timely_until=JUNE_17)
    figures = measured(row, due)
    assert (figures["actual"], figures["rate"], figures["actual_on_time"], figures["rate_on_time"]) == (
        3,
        0.75,
        2,
        0.5,
    )
    later = replace(due, timely_until=dt.date(2024, 6, 18))
    assert measured(row, later)["actual_on_time"] == 3
    assert measured(row | {"expected": 0, "days": {}}, due)["rate"] is None
