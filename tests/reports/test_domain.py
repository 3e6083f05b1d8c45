"""The rules of reporting, without servers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.reports.completeness.domain import Count, measured
from services.reports.completeness.store import branches
from services.reports.domain import Refused
from services.reports.forms.domain import Boundary, Cutoff, Figure, Section, Template
from services.reports.periods.domain import DueDay, Period, period_id
from services.reports.requirements.domain import Requirement
from services.reports.submissions.domain import (
    Provenance,
    Signing,
    Submission,
    Value,
    Written,
    begin_report,
    refuse_unknown_parts,
)

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
    issuer_id=None,
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
    made = replace(
        begin_report("s", requirement(), "form", officer_id="officer", now=NOW), sections=(RESULTS,)
    )
    return replace(made, **changes)


def signing(**changes: Any) -> Signing:
    made = Signing(
        officer_id="leader",
        day=JUNE_14,
        backdated=False,
        template=FORM,
        issued_on=dt.date(2024, 3, 1),
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


def test_only_what_was_handed_in_is_accepted_or_returned_and_never_before_that_day() -> None:
    early = dt.date(2024, 6, 13)
    assert refused(draft().accept, JUNE_15) == "invalid-state"
    handed_in = draft().submit(signing())[0]
    assert refused(handed_in.accept, early) == "before-submission"
    assert refused(handed_in.send_back, early, "incomplete", None) == "before-submission"
    accepted, event = handed_in.accept(JUNE_15)
    assert (accepted.status, event.agency_id, event.figures) == (
        "accepted",
        "health",
        (Value(code="n", value=3),),
    )


def test_after_acceptance_nothing_changes() -> None:
    accepted = draft().submit(signing())[0].accept(JUNE_15)[0]
    for step, said in (
        (accepted.write, ("officer", [])),
        (accepted.submit, (signing(),)),
        (accepted.send_back, (JUNE_17, "mistaken", None)),
        (accepted.accept, (JUNE_17,)),
    ):
        assert refused(step, *said) == "invalid-state", step


def test_legal_days_are_compared_with_each_other() -> None:
    assert refused(draft().submit, signing(day=dt.date(2024, 2, 29))) == "before-issue"
    returned = draft().submit(signing())[0].send_back(JUNE_15, "incomplete", None)[0]
    again = returned.write("officer", [RESULTS])
    assert refused(again.submit, signing(day=dt.date(2024, 6, 13))) == "before-submission"


def test_who_wrote_a_section_that_is_shared_does_not_sign_the_report_that_embeds_it() -> None:
    written_elsewhere = Provenance(submission_id="other", officer_id="leader", written_at=NOW)
    shared = replace(MOVEMENT, provenance=written_elsewhere)
    assert refused(draft().submit, signing(shared=(shared,))) == "author-is-signer"


def test_a_form_knows_its_sections_and_figures() -> None:
    refuse_unknown_parts(FORM, [RESULTS, MOVEMENT])
    assert refused(refuse_unknown_parts, FORM, [Written(code="other", text="")]) == "unknown-section"
    foreign = Written(code="results", text="", figures=(Value(code="n", value=1),))
    assert refused(refuse_unknown_parts, FORM, [foreign]) == "unknown-figure"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sections": (FORM.sections[0], FORM.sections[0])}, "part-twice"),
        ({"valid_to": dt.date(2023, 12, 31)}, "ends-before-begin"),
        (
            {"cutoff": Cutoff(start=Boundary(year=0, day="12-15"), end=Boundary(year=0, day="12-14"))},
            "ends-before-begin",
        ),
    ],
)
def test_a_faulty_form_is_refused(changes: dict[str, Any], code: str) -> None:
    FORM.refuse_faulty()
    assert refused(replace(FORM, **changes).refuse_faulty) == code


def test_the_annual_report_covers_the_fifteenth_of_december_to_the_fourteenth() -> None:
    covered = FORM.cutoff.start.in_year(2024), FORM.cutoff.end.in_year(2024)
    assert covered == (dt.date(2023, 12, 15), dt.date(2024, 12, 14))


def test_a_period_without_a_due_day_makes_nothing_late() -> None:
    assert not PERIOD.is_late(dt.date(2099, 1, 1))
    assert PERIOD.warnings == ("due-missing",)
    assert replace(PERIOD, owner_id=None).warnings == ("report-to-missing", "due-missing")


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
    assert (moved.is_late(JUNE_17), event.timely_until, event.calendar_version, event.sequence) == (
        False,
        JUNE_17,
        4,
        2,
    )
    assert refused(PERIOD.set_due, replace(day, lock_on=JUNE_15)) == "locked-before-due"
    locked = PERIOD.set_due(replace(day, lock_on=JUNE_17))[0]
    locked.refuse_locked(JUNE_17)
    assert refused(locked.refuse_locked, dt.date(2024, 6, 18)) == "period-locked"


def test_each_receiver_has_its_own_period_and_each_issuer_one_without_a_receiver() -> None:
    ids = {
        period_id("emulation-final", 2024, owner, issuer)
        for owner, issuer in (
            ("health", "province"),
            ("council", "province"),
            (None, "province"),
            (None, "health"),
        )
    }
    assert len(ids) == 4
    assert "emulation-final-2024.open.province" in ids
    assert period_id("emulation-final", 2024, "health", "x") == period_id(
        "emulation-final", 2024, "health", "y"
    )


def test_a_receiver_is_named_once() -> None:
    named = replace(PERIOD, owner_id=None, issuer_id="province").name_receiver("council")
    assert (named.owner_id, named.version) == ("council", 2)
    assert refused(named.name_receiver, "interior") == "receiver-known"


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
        issued_on=dt.date(2024, 3, 1),
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


def test_an_agency_that_moves_is_counted_where_it_stands_now() -> None:
    moved = requirement().standing_under(("other",))
    assert moved.version == 1, "nobody's step made it"
    assert branches(moved) == ["other", "centre", "*"]


@pytest.mark.parametrize(
    ("binding", "status", "first", "labels"),
    [
        ("assigned", None, None, ["overdue"]),
        ("requested", None, None, []),
        (None, None, None, []),
        ("assigned", "returned", JUNE_14, ["overdue"]),
        ("assigned", "submitted", JUNE_17, []),
        ("requested", "accepted", dt.date(2024, 6, 18), ["late"]),
    ],
)
def test_overdue_is_only_what_must_be_done_and_late_is_whatever_came_late(
    binding: str | None, status: str | None, first: dt.date | None, labels: list[str]
) -> None:
    owed = requirement(binding=binding, submission_status=status, first_submitted_on=first)
    due = replace(PERIOD, due_on=JUNE_15, timely_until=JUNE_17)
    assert owed.labels_on(dt.date(2024, 6, 18), due) == labels
    assert requirement(binding=binding).labels_on(JUNE_17, due) == [], "the last day is in time"


def test_in_time_is_counted_when_asked() -> None:
    days = {JUNE_14: 2, dt.date(2024, 6, 18): 1}
    count = Count(template="t", period_id="p", expected=4, days=days)
    assert measured(count, PERIOD).actual_on_time is None
    due = replace(PERIOD, due_on=JUNE_15, timely_until=JUNE_17)
    figures = measured(count, due)
    assert (figures.actual, figures.rate, figures.actual_on_time, figures.rate_on_time) == (3, 0.75, 2, 0.5)
    assert measured(count, replace(due, timely_until=dt.date(2024, 6, 18))).actual_on_time == 3
    assert measured(replace(count, expected=0, days={}), due).rate is None
