"""The run of reminders: whom it reminds, in which digest, and that repeating it changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from click.testing import CliRunner

from chassis.events import Event
from services.notifications import __main__ as commands
from services.notifications.deadlines.store import waiting
from services.notifications.inbox.domain import MOST_LINES
from services.notifications.reminders import tick
from services.notifications.reminders.schedule import Schedule
from services.notifications.reminders.tick import Run
from tests.fixtures.events import published
from tests.notifications.conftest import (
    PERIOD,
    Post,
    calendar,
    due_set,
    issued,
    report,
    required,
    requirement,
    seated,
    task,
)

# A Thursday; its T-7 and T-15 are working days.
DUE, BY_7, BY_15 = "2024-06-20", "2024-06-13", "2024-06-05"
OFFICER = ("centre.officer",)


def owing(post: Post, *events: Event) -> Post:
    post.know(issued(), required("centre"), due_set(DUE), *events)
    return post


def test_a_report_due_in_seven_days_is_told_to_the_officers_who_owe_it(post: Post) -> None:
    assert owing(post).tick(BY_7) == 1
    [sent] = published(post.hosted, "reminder-sent.v1")
    assert sent.subject == f"T-7:{requirement('centre')}"
    assert (sent.sequence, sent.data["actor_id"], sent.data["role"]) == (1, "system", "service")
    assert (
        sent.data
        | {
            "agency_id": "centre",
            "subject_kind": "requirement",
            "directive_id": "plan",
            "campaign_id": "plan",
            "officer_ids": ["centre.officer"],
            "due_on": DUE,
            "business_day": BY_7,
            "occurred_on": BY_7,
        }
        == sent.data
    )


def test_a_digest_says_what_is_due_when(post: Post) -> None:
    owing(post).tick(BY_7)
    digest = next(found for found in post.inbox("centre", "officer") if found["template"] == "reminders")
    assert digest["title"] == "Nhắc việc ngày 13/06/2024: 1 việc"
    said = "báo cáo sơ kết thi đua, khen thưởng theo văn bản 577/KH-UBND đến hạn ngày 20/06/2024, còn 7 ngày."
    assert digest["text"] == f"- Centre: {said}"
    [line] = digest["lines"]
    assert (line["rule"], line["due_on"], line["subject_id"]) == ("T-7", DUE, requirement("centre"))


def test_an_officer_gets_one_digest_a_day_with_everything_in_it(post: Post) -> None:
    owing(post, *(task(f"t{n}", due_on=DUE) for n in range(3))).tick(BY_7)
    digests = [found for found in post.inbox("centre", "officer") if found["template"] == "reminders"]
    assert [len(found["lines"]) for found in digests] == [4]
    mails = [row["_id"] for row in post.db["deliveries"].find() if row["_id"].startswith("reminders:")]
    assert mails == [f"reminders:{BY_7}:centre.officer:mail"]


def test_a_run_made_twice_sends_nothing_twice(post: Post) -> None:
    owing(post)
    assert [post.tick(BY_7), post.tick(BY_7), post.tick("2024-06-14")] == [1, 0, 0]
    assert post.db["reminders"].count_documents({}) == 1


def test_days_off_lose_nothing_but_what_was_overtaken(post: Post) -> None:
    owing(post)
    assert [post.tick(BY_15), post.tick("2024-06-18")] == [1, 1]
    assert [rule for rule, _, _ in post.reminded()] == ["T-15", "T-3"]


def test_a_run_broken_off_goes_on_where_it_stopped(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tick, "PAGE", 2)
    owing(post, *(task(f"t{n}", due_on=DUE) for n in range(5)))
    steps = Run(dt.date.fromisoformat(BY_7), dt.datetime.now(dt.UTC)).steps(post.hosted.database)
    assert next(step for step in steps if step.reminders).reminders == 2
    steps.close()
    assert not post.db["deliveries"].count_documents({"_id": {"$regex": "^reminders:"}})
    assert post.tick(BY_7) == 4
    [digest] = [found for found in post.inbox("centre", "officer") if found["template"] == "reminders"]
    assert digest["title"].endswith("6 việc")
    assert post.db["deliveries"].count_documents({"_id": {"$regex": "^reminders:"}}) == 1


def test_a_digest_that_was_read_and_grows_is_unread_again(post: Post) -> None:
    owing(post).tick(BY_7)
    digest = next(found for found in post.inbox("centre", "officer") if found["template"] == "reminders")
    post.act(digest, "acknowledge", "centre", "officer")
    post.know(task("t", due_on=DUE))
    assert post.tick(BY_7) == 1
    grown = next(found for found in post.inbox("centre", "officer") if found["template"] == "reminders")
    assert (len(grown["lines"]), grown["unread"], grown["acknowledged_at"]) == (2, True, None)
    post.act(grown, "acknowledge", "centre", "officer")
    told = [one.subject for one in published(post.hosted, "reminder-acknowledged.v1")]
    assert told == [f"T-7:{requirement('centre')}", "T-7:t"], "what was acknowledged before is not told again"


def test_a_digest_counts_what_it_no_longer_lists(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.inbox.store.MOST_LINES", 2)
    assert MOST_LINES == 500
    owing(post, *(task(f"t{n}", due_on=DUE) for n in range(4))).tick(BY_7)
    [digest] = [found for found in post.inbox("centre", "officer") if found["template"] == "reminders"]
    assert digest["text"].splitlines()[-1] == "… và 3 việc khác."


@pytest.mark.parametrize(
    ("on", "rule", "officers"),
    [
        ("2024-06-21", "T+1", {"centre.officer"}),
        ("2024-06-24", "T+3", {"centre.officer", "centre.leader"}),
        ("2024-06-27", "T+7", {"centre.officer", "centre.leader", "health.leader"}),
    ],
)
def test_what_stays_overdue_climbs_to_the_leader_and_to_the_parents_leader(
    post: Post, on: str, rule: str, officers: set[str]
) -> None:
    owing(post).tick(on)
    assert post.reminded() == [(rule, "centre", tuple(sorted(officers)))]


def test_an_agency_without_officers_has_its_leaders_reminded(empty: Post) -> None:
    empty.know(calendar(2024), seated("centre", "leader"))
    owing(empty).tick(BY_7)
    assert empty.reminded() == [("T-7", "centre", ("centre.leader",))]


def test_where_nobody_holds_a_seat_the_rung_waits_for_somebody(empty: Post) -> None:
    empty.know(calendar(2024))
    assert owing(empty).tick(BY_7) == 0
    empty.know(seated("centre", "officer"))
    assert empty.tick("2024-06-14") == 1


def test_a_requested_duty_is_reminded_courteously_and_never_after_the_day(post: Post) -> None:
    post.know(issued(), required("front", binding="requested"), due_set(DUE))
    assert post.tick(BY_7) == 1
    digest = next(found for found in post.inbox("front", "officer") if found["template"] == "reminders")
    assert "Trân trọng đề nghị Front" in digest["text"]
    assert [post.tick(day) for day in (DUE, "2024-06-21", "2024-06-27")] == [0, 0, 0]


def test_a_report_handed_in_is_left_alone_and_a_returned_one_is_not(post: Post) -> None:
    owing(post, report("submitted", 3))
    assert post.tick(BY_7) == 0
    post.know(report("returned", 4))
    assert post.tick("2024-06-14") == 1
    post.know(report("submitted", 6), report("accepted", 7))
    assert post.tick(DUE) == 0


def test_a_period_that_moves_moves_everything_due_with_it(post: Post) -> None:
    owing(post).tick(BY_7)
    post.know(due_set("2024-07-11", sequence=3))
    assert post.tick("2024-06-14") == 0
    assert post.tick("2024-07-04") == 1
    sent = published(post.hosted, "reminder-sent.v1")
    assert [(one.sequence, one.data["due_on"]) for one in sent] == [(1, DUE), (2, "2024-07-11")]


def test_who_has_to_give_a_day_is_warned_every_seven_days_until_it_is_given(post: Post) -> None:
    post.know(issued(), required("centre", "front"), task("t"), task("standing", kind="standing"))
    assert post.tick("2024-03-01") == 2
    warned = {(rule, agency): officers for rule, agency, officers in post.reminded()}
    assert warned == {
        ("due-missing", "council"): ("council.leader",),
        ("due-missing", "centre"): ("health.leader",),
    }
    assert [post.tick(day) for day in ("2024-03-04", "2024-03-07", "2024-03-08")] == [0, 0, 2]
    kinds = {one.data["subject_id"]: one.data["subject_kind"] for one in published(post.hosted)}
    assert kinds == {PERIOD: "period", "t": "task"}
    post.know(due_set(DUE))
    assert post.tick("2024-03-15") == 1, "the task still has none"


def test_a_period_nobody_receives_is_the_issuers_to_mend(post: Post) -> None:
    post.know(required("centre", report_to_id=None, period_id="open-2024"))
    post.tick("2024-03-01")
    assert post.reminded() == [("due-missing", "province", ("province.leader",))]


def test_a_period_that_several_directives_ask_for_is_of_none(post: Post) -> None:
    post.know(required("centre"), required("front", directive_id="letter"))
    post.tick("2024-03-01")
    [sent] = published(post.hosted, "reminder-sent.v1")
    assert (sent.data["directive_id"], sent.data["campaign_id"]) == (None, "plan")


def test_acknowledging_a_digest_tells_each_of_its_reminders_once(post: Post) -> None:
    owing(post, task("t", due_on=DUE)).tick(BY_7)
    digest = next(found for found in post.inbox("centre", "officer") if found["template"] == "reminders")
    assert post.act(digest, "acknowledge", "centre", "officer", key="once").status_code == 200
    assert post.act(digest, "acknowledge", "centre", "officer", key="once").status_code == 200
    told = published(post.hosted, "reminder-acknowledged.v1")
    assert {(one.subject, one.sequence) for one in told} == {
        (f"T-7:{requirement('centre')}", 2),
        ("T-7:t", 2),
    }
    assert {(one.data["officer_id"], one.data["agency_id"], one.data["role"]) for one in told} == {
        ("centre.officer", "centre", "officer")
    }


def test_two_officers_acknowledge_one_reminder_each_for_themselves(post: Post) -> None:
    owing(post).tick("2024-06-24")
    for role in ("officer", "leader"):
        digest = next(found for found in post.inbox("centre", role) if found["template"] == "reminders")
        assert post.act(digest, "acknowledge", "centre", role).status_code == 200
    told = published(post.hosted, "reminder-acknowledged.v1")
    assert [(one.sequence, one.data["officer_id"]) for one in told] == [
        (2, "centre.officer"),
        (3, "centre.leader"),
    ]


def test_acknowledging_an_older_digest_says_nothing_of_a_reminder_sent_again_since(post: Post) -> None:
    post.know(issued(), required("centre"))
    assert [post.tick("2024-03-01"), post.tick("2024-03-08")] == [1, 1]
    digests = {found["day"]: found for found in post.inbox("council", "leader") if found["lines"]}
    assert post.act(digests["2024-03-01"], "acknowledge", "council", "leader").status_code == 200
    assert published(post.hosted, "reminder-acknowledged.v1") == []
    post.act(digests["2024-03-08"], "acknowledge", "council", "leader")
    [told] = published(post.hosted, "reminder-acknowledged.v1")
    assert (told.subject, told.sequence) == (f"due-missing:{PERIOD}", 3)


@pytest.mark.parametrize("on", [BY_7, "2024-06-15", "2024-06-24", "2024-06-27", "2024-03-01"])
def test_the_plan_is_what_the_run_sends(post: Post, on: str) -> None:
    owing(post, task("t", due_on="2024-06-21"), task("u"), required("front", "health", binding="requested"))
    seen: dict[str, dict[str, Any]] = {}
    for agency in ("province", "front"):
        seen |= {item["subject_id"]: item for item in post.plan(on, agency, "leader")}
    post.tick(on)
    sent = {one.data["subject_id"]: one.data for one in published(post.hosted, "reminder-sent.v1")}
    assert seen.keys() == sent.keys()
    for name in ("rule", "subject_kind", "agency_id", "directive_id", "due_on", "officer_ids"):
        assert {id: one[name] for id, one in seen.items()} == {id: one[name] for id, one in sent.items()}, (
            name
        )
    assert post.plan(on, "province", "leader") == [], "what was sent is planned no more"


def test_the_plan_shows_its_parties_and_those_above_them(post: Post) -> None:
    post.know(required("centre", "front"), due_set(DUE))
    readers = {
        ("centre", "officer"): {"centre"},
        ("council", "officer"): {"centre", "front"},
        ("health", "leader"): {"centre"},
        ("health", "officer"): set(),
        ("province", "leader"): {"centre", "front"},
        ("front", "leader"): {"front"},
    }
    for (agency, role), owed in readers.items():
        assert {item["agency_id"] for item in post.plan(BY_7, agency, role)} == owed, (agency, role)


def test_a_year_without_a_calendar_is_refused_in_a_sentence(post: Post) -> None:
    answer = post.hosted.get("/v1/reminders/plan?on=2031-06-13", post.officer("centre", "officer"))
    assert (answer.status_code, answer.json["code"]) == (422, "calendar-missing")
    assert "2031" in answer.json["detail"]
    wrong = post.hosted.get("/v1/reminders/plan?on=13/06/2024", post.officer("centre", "officer"))
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/on")


def test_the_command_makes_the_run_of_a_day(post: Post) -> None:
    owing(post)
    environ = {"MONGO_URL": post.hosted.settings.mongo_url, "MONGO_DB": post.hosted.settings.mongo_db}
    for wanted in (f"{BY_7}: 1 reminders in 1 digests.", f"{BY_7}: 0 reminders in 0 digests."):
        done = CliRunner().invoke(commands.cli, ["tick", "--on", BY_7], env=environ)
        assert (done.exit_code, done.output.strip()) == (0, wanted)
    refused = CliRunner().invoke(commands.cli, ["tick", "--on", "2031-06-13"], env=environ)
    assert refused.exit_code == 1
    assert "no working calendar of 2031" in refused.output


def test_the_schedule_makes_the_run_once_a_day_from_its_hour_on(post: Post) -> None:
    schedule = Schedule(post.settings(tick_hour=7), post.hosted.database)
    early = dt.datetime(2024, 6, 12, 23, 59, tzinfo=dt.UTC)
    assert not schedule.is_due(early), "06:59 in Asia/Ho_Chi_Minh"
    assert schedule.is_due(early + dt.timedelta(minutes=1))
    post.tick(BY_7)
    assert not schedule.is_due(early + dt.timedelta(minutes=1))
    assert schedule.is_due(early + dt.timedelta(days=1, minutes=1))
    assert not Schedule(post.settings(daily_tick=False), post.hosted.database).is_due(early.replace(hour=12))


def test_the_run_reads_deadlines_by_their_index(post: Post) -> None:
    owing(post)
    wanted = {"answered": False, "term": {"$in": [PERIOD]}}
    found = post.db["deadlines"].find(wanted).sort("_id", 1).explain()["queryPlanner"]["winningPlan"]
    assert "'indexName': 'waiting'" in str(found)
    assert "'stage': 'SORT'" not in str(found)
    assert len(waiting(post.hosted.database.reading(), [PERIOD], None, limit=5, cursor=None).items) == 1
