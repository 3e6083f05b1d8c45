"""Any order, duplicates and replays leave the same inboxes, deadlines, reminders; a replay mails nobody."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer

from chassis.consumer import Consumer
from chassis.events import Event
from chassis.service import Service
from services.directory.main import SERVICE as DIRECTORY
from services.notifications.main import SERVICE
from tests.fixtures.events import example, record
from tests.fixtures.web import Hosted
from tests.notifications.conftest import (
    AGENCIES,
    Post,
    acknowledged,
    arrived,
    due_set,
    issued,
    province,
    report,
    required,
    seated,
    task,
    until,
)
from tests.notifications.mailing import directory_with, mail_server

# What differs between two runs of one history: who met whom how often, and what the machinery notes.
MACHINERY = {
    "gates",
    "audiences",
    "inbox",
    "bootstrap",
    "positions",
    "migrations",
    "leases",
    "outbox",
    "audit",
}


def history() -> list[Event]:
    """Return what a season tells: a plan and its letter, duties, days that move, reports, awards."""
    return [
        *province(),
        issued(),
        issued("letter", "929/SYT-VP"),
        arrived("health", "centre", "front"),
        arrived("centre", directive_id="letter", issuer_id="health"),
        required("health", "centre"),
        required("front", binding="requested", chunk=2),
        due_set("2024-06-13", sequence=2),
        due_set("2024-06-20", sequence=3),
        *(task(f"t{n}", due_on="2024-06-20") for n in range(3)),
        acknowledged("t0"),
        task("without-a-day"),
        report("submitted", 3),
        report("returned", 4),
        report("submitted", 3, agency="health"),
        report("returned", 4, agency="health"),
        report("submitted", 6, agency="health"),
        report("accepted", 7, agency="health"),
        example("exemplar-spotted.v1", exemplar_id="x", agency_id="centre", council_id="council"),
        example("exemplar-verified.v1", None, 2, exemplar_id="x", agency_id="council"),
        example("criteria-published.v1", campaign_id="plan", agency_id="province"),
        example("award-decision-prepared.v1", authority_id="health"),
        seated("centre", "officer", sequence=2, unit_id="room"),
    ]


def aged(events: Sequence[Event], days: int) -> list[Event]:
    return [replace(event, time=event.time - dt.timedelta(days=days)) for event in events]


def end_state(post: Post) -> dict[str, Any]:
    """Return every document of the service, by collection and id."""
    post.tell_audiences()
    post.tick("2024-06-13", now=dt.datetime(2024, 6, 13, 1, tzinfo=dt.UTC))
    names = sorted(set(post.db.list_collection_names()) - MACHINERY)
    return {name: {row["_id"]: row for row in post.db[name].find()} for name in names}


@pytest.fixture
def fresh(hosted: Callable[[Service], Hosted]) -> Callable[[], Post]:
    """Return a function that empties the service."""

    def opened() -> Post:
        post = Post(hosted(SERVICE))
        post.hosted.empty()
        for key, (parent, kind) in AGENCIES.items():
            post.hosted.agency(key.title(), kind, parent, id=key)
        return post

    return opened


def test_whole_topics_shuffled_and_doubled_end_in_the_same_state(fresh: Callable[[], Post]) -> None:
    told = history()
    post = fresh()
    post.know(*told)
    expected = end_state(post)
    assert {
        len(expected[name]) > 1 for name in ("notifications", "deadlines", "reminders", "deliveries")
    } == {True}
    for seed in range(6):
        shuffled = random.Random(seed).sample([*told, *told], 2 * len(told))
        post = fresh()
        size = 1 + seed * 7
        for start in range(0, len(shuffled), size):
            post.know(*shuffled[start : start + size])
        found = end_state(post)
        for name in expected:
            assert found[name] == expected[name], (seed, name)


def test_an_officer_and_what_it_is_told_at_the_same_moment_find_each_other(fresh: Callable[[], Post]) -> None:
    """Two transactions that do not see each other: the one that is told second runs again."""
    for first, second in (
        (arrived("centre"), seated("centre", "clerk")),
        (seated("centre", "clerk"), arrived("centre")),
    ):
        post = fresh()
        pending = [second]

        def run(tx: Any, post: Post = post, first: Event = first, pending: list[Event] = pending) -> None:
            SERVICE.subscriptions[first.type](tx, first)
            if pending:
                post.know(pending.pop())

        post.hosted.database.transaction(run)
        assert post.told() == {"centre.clerk"}, first.type


def test_who_joins_a_campaign_while_it_is_spoken_to_hears_it(fresh: Callable[[], Post]) -> None:
    spoken, joined = example("criteria-published.v1", campaign_id="plan"), arrived("centre")
    for first, second in ((spoken, joined), (joined, spoken)):
        post = fresh()
        post.know(seated("centre", "leader"))
        pending = [second]

        def run(tx: Any, post: Post = post, first: Event = first, pending: list[Event] = pending) -> None:
            SERVICE.subscriptions[first.type](tx, first)
            if pending:
                post.know(pending.pop())

        post.hosted.database.transaction(run)
        post.tell_audiences()
        assert "centre.leader" in post.told(), first.type


@contextmanager
def consuming(post: Post, servers: str, prefix: str) -> Iterator[None]:
    """Let the service's own consumer read its topics from the real Kafka."""
    settings = post.settings(kafka_bootstrap_servers=servers, kafka_topic_prefix=prefix)
    consumer, stop = Consumer(SERVICE, settings, post.hosted.database), threading.Event()
    thread = threading.Thread(target=consumer.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def send(events: Sequence[Event], servers: str, prefix: str) -> None:
    producer = Producer({"bootstrap.servers": servers})
    for event in events:
        one = record(event, prefix=prefix)
        producer.produce(one.topic, one.value, one.key, headers=list(one.headers))
    assert producer.flush(20) == 0


def test_an_empty_store_replayed_from_the_beginning_sends_no_mail(
    fresh: Callable[[], Post],
    hosted: Callable[[Service], Hosted],
    kafka_servers: str,
    topic_prefix: str,
    tmp_path: Path,
) -> None:
    told = history()
    send(aged(told, 8), kafka_servers, topic_prefix)
    post = fresh()
    post.db["bootstrap"].delete_many({"caught_up_at": {"$exists": True}})
    addresses = {
        f"{agency}.{role}": f"{agency}.{role}@mau.example"
        for agency in AGENCIES
        for role in ("leader", "clerk")
    }
    with mail_server() as letters, directory_with(hosted(DIRECTORY), tmp_path, addresses) as asked:
        sender = post.sender(mail_mode="live", smtp_port=letters.port, **asked)
        with consuming(post, kafka_servers, topic_prefix):
            until(lambda: post.db["inbox"].count_documents({}) == len(told), "every event is applied")
        post.tell_audiences()
        while sender.round():
            pass
        assert post.db["notifications"].count_documents({}) > 20, "the inboxes are there again"
        assert letters.received == []
        assert {state for state, _ in post.deliveries().values()} == {"cancelled"}
        post.know(arrived("health", directive_id="new"))
        sender.round()
        assert len(letters.received) == 1, "what is new is mailed, or the test proves nothing"
