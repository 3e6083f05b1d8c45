"""Mails, against a real SMTP server and a real directory: sent once, retried, given up."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from chassis.service import Service
from chassis.settings import SettingsError, read_settings
from services.directory.main import SERVICE as DIRECTORY
from services.notifications.deliveries.contacts import DirectoryAway
from services.notifications.deliveries.domain import BACK_OFF, TRIES, Delivery, Outcome, judged
from services.notifications.deliveries.sender import Sender
from services.notifications.main import SERVICE
from tests.fixtures.web import Hosted
from tests.notifications.conftest import Post, arrived, issued, required, task
from tests.notifications.mailing import Letters, closed_port, directory_with, mail_server

NOW = dt.datetime(2024, 6, 13, 7, tzinfo=dt.UTC)
ADDRESS = "van.thu@mau.example"


@dataclass
class Mailing:
    """The service with a mail server and a directory."""

    post: Post
    letters: Letters
    asked: dict[str, Any]

    def sender(self, mode: str = "live", **changes: Any) -> Sender:
        told = {"smtp_port": self.letters.port, "mail_from": "liemchinh@tayninh.example"}
        return self.post.sender(mail_mode=mode, **told | self.asked | changes)

    def due_now(self) -> None:
        """Let what waits for its next try be due."""
        self.post.db["deliveries"].update_many({}, {"$set": {"next_at": NOW}})

    def state(self) -> tuple[str, str | None]:
        [found] = self.post.deliveries().values()
        return found


@pytest.fixture
def mailing(post: Post, hosted: Callable[[Service], Hosted], tmp_path: Path) -> Iterator[Mailing]:
    """A mail waits for the clerk of the centre."""
    addresses = {"centre.clerk": ADDRESS, "front.clerk": "Front@Mau.Example", "health.clerk": None}
    with mail_server() as letters, directory_with(hosted(DIRECTORY), tmp_path, addresses) as asked:
        post.know(issued(), arrived("centre"))
        yield Mailing(post, letters, asked)


def read(envelope: Any) -> EmailMessage:
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_reaches_its_officer_in_vietnamese_and_once(mailing: Mailing) -> None:
    sender = mailing.sender()
    assert [sender.round(), sender.round()] == [1, 0]
    [envelope] = mailing.letters.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("liemchinh@tayninh.example", [ADDRESS])
    message = read(envelope)
    assert message["Subject"] == "Văn bản 577/KH-UBND đã đến"
    assert message["To"] == f'"Lê Thị Mẫu" <{ADDRESS}>' or message["To"] == f"Lê Thị Mẫu <{ADDRESS}>"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content()
    assert body.startswith("Kính gửi Lê Thị Mẫu,\n\nProvince gửi Centre văn bản 577/KH-UBND.")
    assert "Xem và xác nhận tại: http://127.0.0.1" in body
    assert mailing.state() == ("sent", None)


def test_the_inbox_shows_what_became_of_the_mail(mailing: Mailing) -> None:
    mailing.letters.answers = ["550 5.1.1 no such user"]
    mailing.sender().round()
    [found] = mailing.post.inbox("centre", "clerk")
    assert (found["mail"]["state"], found["mail"]["reason"]) == ("permanent-failure", "smtp-550")


def test_what_is_refused_for_good_is_not_tried_again(mailing: Mailing) -> None:
    mailing.letters.answers = ["550 5.1.1 no such user"]
    mailing.sender().round()
    mailing.due_now()
    assert mailing.sender().round() == 0
    assert mailing.letters.recipients == [ADDRESS]
    assert mailing.state() == ("permanent-failure", "smtp-550")


def test_what_may_pass_is_tried_again_later(mailing: Mailing) -> None:
    mailing.letters.answers = ["450 4.2.1 busy"]
    sender = mailing.sender()
    assert [sender.round(), sender.round()] == [1, 0], "not before its time"
    assert mailing.state() == ("temporary-failure", "smtp-450")
    mailing.due_now()
    sender.round()
    assert mailing.state() == ("sent", None)


def test_a_connection_that_breaks_is_a_temporary_failure_and_the_mail_keeps_its_id(mailing: Mailing) -> None:
    mailing.letters.drops = 1
    sender = mailing.sender()
    sender.round()
    assert mailing.state() == ("temporary-failure", "smtp-broken-connection")
    mailing.due_now()
    sender.round()
    assert len(mailing.letters.received) == 1
    assert mailing.state() == ("sent", None)


def test_a_server_that_is_away_is_tried_again_until_the_schedule_is_over(mailing: Mailing) -> None:
    sender = mailing.sender(smtp_port=closed_port())
    for _ in range(TRIES - 1):
        mailing.due_now()
        sender.round()
        assert mailing.state() == ("temporary-failure", "smtp-refused-connection")
    mailing.due_now()
    sender.round()
    assert mailing.state() == ("technical-failure", "smtp-refused-connection")
    mailing.due_now()
    assert sender.round() == 0


def test_a_crash_after_the_servers_yes_repeats_the_mail_once_under_one_id(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    sender = mailing.sender()
    with monkeypatch.context() as broken:
        broken.setattr(Sender, "_note", die)
        with pytest.raises(KeyboardInterrupt):
            sender.round()
    assert mailing.sender().round() == 0, "another process leaves what one has claimed"
    mailing.due_now()
    assert [mailing.sender().round(), mailing.sender().round()] == [1, 0]
    ids = [read(envelope)["Message-ID"] for envelope in mailing.letters.received]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_mail_that_kills_every_process_that_tries_it_is_given_up(mailing: Mailing) -> None:
    mailing.post.db["deliveries"].update_one({}, {"$set": {"tries": TRIES}})
    mailing.sender().round()
    assert mailing.state() == ("technical-failure", "tried-too-often")
    assert mailing.letters.recipients == []


def test_who_has_no_address_or_has_left_is_a_permanent_failure(mailing: Mailing) -> None:
    mailing.post.know(arrived("health", "council", directive_id="other"))
    mailing.sender().round()
    states = mailing.post.deliveries()
    assert states["health.clerk"] == ("permanent-failure", "no-address")
    assert states["council.clerk"] == ("permanent-failure", "no-address"), "unknown to directory"
    assert states["centre.clerk"] == ("sent", None)


def test_in_test_mode_nothing_leaves(mailing: Mailing) -> None:
    mailing.sender("test").round()
    assert mailing.letters.recipients == []
    assert mailing.state() == ("suppressed", "test-mode")


def test_with_a_guest_list_only_guests_are_written_to(mailing: Mailing) -> None:
    mailing.post.know(arrived("front", directive_id="other"))
    mailing.sender("guest-list", guest_list="khach@mau.example, front@mau.example").round()
    assert mailing.letters.recipients == ["Front@Mau.Example"]
    states = mailing.post.deliveries()
    assert (states["centre.clerk"], states["front.clerk"]) == (
        ("suppressed", "not-on-guest-list"),
        ("sent", None),
    )


def test_with_mail_off_nothing_is_even_asked_and_nothing_leaves_when_it_is_turned_on(
    mailing: Mailing,
) -> None:
    mailing.sender("off", directory_url="http://127.0.0.1:1").round()
    assert mailing.state() == ("suppressed", "mail-off")
    assert mailing.sender().round() == 0
    assert mailing.letters.recipients == []


def test_what_is_older_than_a_week_is_cancelled(mailing: Mailing) -> None:
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=7, minutes=1)
    mailing.post.db["deliveries"].update_one({}, {"$set": {"at": old}})
    assert mailing.sender().round() == 0
    assert mailing.state() == ("cancelled", "too-old")
    assert mailing.letters.recipients == []


def test_while_directory_is_away_no_try_is_spent(mailing: Mailing, tmp_path: Path) -> None:
    for changes in ({"directory_url": "http://127.0.0.1:1"}, {"service_key_file": tmp_path / "nowhere"}):
        with pytest.raises(DirectoryAway):
            mailing.sender(**changes).round()
    (tmp_path / "wrong.key").write_text("sai-khoa")
    with pytest.raises(DirectoryAway, match="401"):
        mailing.sender(service_key_file=tmp_path / "wrong.key").round()
    assert mailing.post.db["deliveries"].find_one()["tries"] == 0


def test_several_duties_of_one_directive_are_one_mail(mailing: Mailing) -> None:
    mailing.post.know(
        *(task(f"t{n}") for n in range(3)), required("centre"), required("centre", template="emulation-final")
    )
    mails = sorted(row["_id"] for row in mailing.post.db["deliveries"].find({"officer_id": "centre.leader"}))
    assert mails == [
        "reports-required:plan:2024-03-01:centre.leader:mail",
        "tasks-assigned:plan:2024-03-01:centre.leader:mail",
    ]
    assert len(mailing.post.inbox("centre", "leader")) == 5


def test_a_digest_is_mailed_with_all_its_lines(mailing: Mailing) -> None:
    mailing.post.know(
        task("t", due_on="2024-06-20", assignee_id="front"),
        task("u", due_on="2024-06-21", assignee_id="front"),
    )
    mailing.post.tick("2024-06-14")
    mailing.post.db["deliveries"].delete_many({"_id": {"$not": {"$regex": "^reminders:"}}})
    mailing.post.db["deliveries"].update_many({}, {"$set": {"officer_id": "front.clerk"}})
    mailing.sender().round()
    [envelope] = mailing.letters.received
    body = read(envelope).get_content()
    assert body.count("- Front: nhiệm vụ theo văn bản 577/KH-UBND đến hạn ngày") == 2


def test_no_address_is_stored_or_logged(
    mailing: Mailing, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mailing.letters.answers = [f"550 <{ADDRESS}> unknown"]
    mailing.sender().round()
    db = mailing.post.db
    kept = json.dumps({name: list(db[name].find()) for name in db.list_collection_names()}, default=repr)
    printed = capsys.readouterr()
    # The mail server of this test lives in the same process and says what it is asked.
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    told = "".join([kept, printed.out, printed.err, *logged])
    assert "mail.tried" in told, "the service logs, or the test proves nothing"
    assert "@mau.example" not in told.lower()
    assert "Lê Thị Mẫu" not in told


def test_an_administrator_sees_the_mails_of_its_agency_and_repeats_one(mailing: Mailing) -> None:
    mailing.letters.answers = ["550 5.1.1 no such user"]
    mailing.sender().round()
    hosted = mailing.post.hosted
    admin = hosted.as_officer("centre", ("admin",), officer_id="centre.admin")
    [found] = hosted.get("/v1/deliveries?state=permanent-failure", admin).json["items"]
    assert (found["reason"], found["tries"]) == ("smtp-550", 1)
    assert "mail" not in json.dumps(found).replace(":mail", "")
    stranger = hosted.as_officer("health", ("admin",), officer_id="health.admin")
    path = f"/v1/deliveries/{found['id']}"
    assert hosted.get(path, stranger).status_code == 404
    assert hosted.post(f"{path}/repeat", None, stranger, if_match=found["version"]).status_code == 404
    assert (
        hosted.post(f"{path}/repeat", None, mailing.post.officer("centre", "clerk"), if_match=1).status_code
        == 403
    )
    again = hosted.post(f"{path}/repeat", None, admin, if_match=found["version"])
    assert (again.status_code, again.json["state"]) == (200, "sending"), again.json
    mailing.sender().round()
    assert mailing.state() == ("sent", None)
    sent = hosted.get(path, admin).json
    assert hosted.post(f"{path}/repeat", None, admin, if_match=sent["version"]).status_code == 409


def test_two_senders_at_once_send_a_mail_once(mailing: Mailing) -> None:
    one, other = mailing.sender(), mailing.sender()
    tried: list[int] = []
    usual = one._contacts.of

    def meanwhile(ids: list[str]) -> Any:
        tried.append(other.round())
        return usual(ids)

    one._contacts.of = meanwhile  # type: ignore[method-assign]
    one.round()
    assert tried == [1]
    assert len(mailing.letters.received) == 1


def delivery(**said: Any) -> Delivery:
    known = {
        "id": "d",
        "version": 1,
        "officer_id": "o",
        "state": "sending",
        "tries": 0,
        "at": NOW,
        "next_at": NOW,
    }
    return Delivery(**known | said)


def test_the_pauses_between_tries_grow_and_are_spread() -> None:
    due, waits = delivery(), []
    for _ in range(TRIES):
        due = due.claim(NOW).end(Outcome("temporary-failure", "smtp-450"), NOW, share=0)
        waits.append((due.next_at - NOW).total_seconds())
    assert waits[:-1] == list(BACK_OFF)
    assert due.state == "technical-failure"
    late = delivery().claim(NOW).end(Outcome("temporary-failure"), NOW, share=1)
    assert (late.next_at - NOW).total_seconds() == BACK_OFF[0] * 1.2


def test_a_reply_of_the_server_says_whether_to_try_again() -> None:
    assert [judged(code).state for code in (421, 450, 451, 452)] == ["temporary-failure"] * 4
    assert [judged(code).state for code in (550, 552, 554)] == ["permanent-failure"] * 3


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"MAIL_MODE": "loud"}, "MAIL_MODE is 'loud'; it may be off, test, guest-list, live."),
        ({"SMTP_HOST": "mail.example", "SMTP_USER": "x"}, "set SMTP_STARTTLS=yes"),
    ],
)
def test_a_wrong_setting_stops_the_start(environ: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read_settings(SERVICE, environ)
