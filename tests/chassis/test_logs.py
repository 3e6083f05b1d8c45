"""Log lines: one shape for all, and nothing in them that must not leave."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from chassis import kafka, logs
from chassis.settings import read_settings
from tests.chassis.notes import NOTES


@pytest.fixture
def lines() -> Iterator[Any]:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(NOTES, read_settings(NOTES, {"ENVIRONMENT": "test"}), stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = kept
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_our_lines_and_those_of_libraries_have_one_shape(lines: Any) -> None:
    structlog.contextvars.bind_contextvars(trace_id="t1")
    structlog.get_logger("services.notes").info("note.written", title="Điều động")
    logging.getLogger("some.library").warning("lost %s of %d", "one", 3)
    ours, theirs = lines()
    assert ours["event"] == "note.written"
    assert ours["title"] == "Điều động"
    assert theirs["event"] == "lost one of 3"
    for line in (ours, theirs):
        assert set(line) >= {"timestamp", "level", "logger", "service", "version", "env", "trace_id"}
        assert (line["service"], line["env"]) == ("notes", "test")


def test_a_traceback_shows_where_and_never_the_values(lines: Any) -> None:
    def fail(password: str) -> None:
        kept = password + "!"
        raise ValueError(f"failed with {len(kept)}")

    try:
        fail("swordfish")
    except ValueError:
        structlog.get_logger("x").exception("it.failed")
        logging.getLogger("some.library").exception("it failed")
    for line in lines():
        text = json.dumps(line)
        assert "fail" in text
        assert "swordfish" not in text
        assert "locals" not in text


@pytest.mark.parametrize(
    "said",
    [
        {"password": "swordfish"},
        {"authorization": "Bearer swordfish"},
        {"nested": {"refresh_token": "swordfish"}},
        {"url": "mongodb://an:swordfish@db:27017/notes"},
        {"listed": ["https://an:swordfish@example.vn/"]},
        {"header": "Bearer eyJhbGciOi.eyJzdWIi.swordfish"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_a_secret_is_masked_wherever_it_stands(lines: Any, said: dict[str, Any]) -> None:
    structlog.get_logger("x").info("said", **said)
    logging.getLogger("some.library").warning("connecting to mongodb://an:swordfish@db")
    assert "swordfish" not in json.dumps(lines())
    assert logs.MASK in json.dumps(lines()[0])


def test_a_secret_in_the_text_of_an_error_is_masked(lines: Any) -> None:
    try:
        raise ConnectionError("cannot reach mongodb://an:swordfish@db:27017")
    except ConnectionError:
        structlog.get_logger("x").exception("store.failed")
    assert "swordfish" not in json.dumps(lines())


def test_a_warning_becomes_a_line(lines: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("growing old", UserWarning, stacklevel=1)
    assert "growing old" in lines()[0]["event"]


def test_libraries_that_chatter_are_heard_from_warnings_up(lines: Any) -> None:
    logging.getLogger("pymongo.topology").info("heartbeat")
    logging.getLogger("pymongo.topology").warning("lost the primary")
    assert [line["event"] for line in lines()] == ["lost the primary"]


def test_a_process_that_logs_hears_nothing_of_what_kafka_mends_itself(lines: Any) -> None:
    logging.getLogger(f"{kafka.KafkaConsumer.__module__}.net").error("connection refused")
    assert lines() == []
