"""The operator's console: what the doctor sees of every service, and the dead letters of all."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import orjson
import pytest
from bson import Timestamp
from click.testing import CliRunner, Result

from chassis.events import Event
from chassis.health import serve_worker
from chassis.settings import Settings
from chassis.transaction import Tx
from infra.console import commands
from infra.console.commands import installed, main, show
from infra.console.examine import examine
from tests.architecture.source import services as service_names
from tests.chassis.processes import free_port
from tests.chassis.stage import DISCARDED, Stage, event, records

Console = Callable[..., Result]


@pytest.fixture
def settings(wired: Stage) -> Settings:
    """The stage's, with ports nobody listens on."""
    return replace(wired.settings, port=free_port(), admin_port=free_port())


@pytest.fixture
def console(wired: Stage, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Console:
    """Return a function that runs `liemchinh ...` on an installation whose one service is the stand-in."""
    monkeypatch.setattr(commands, "installed", lambda names=(): [wired.service])
    monkeypatch.setattr(commands, "settings_of", lambda service: settings)
    return lambda *arguments: CliRunner().invoke(main, arguments)


def seen(stage: Stage, settings: Settings) -> dict[str, tuple[bool, str]]:
    return dict(examine(stage.service, settings))


@contextmanager
def answering(port: int, **checks: bool) -> Iterator[None]:
    """Answer /readyz on a port as a worker does."""
    server = serve_worker(("127.0.0.1", port), lambda: True, lambda: checks)
    try:
        yield
    finally:
        server.close()


def test_the_installation_is_every_service_in_the_folder() -> None:
    assert [service.name for service in installed()] == service_names()
    assert [service.name for service in installed(["directory"])] == ["directory"]


def test_a_service_that_is_not_there_is_named() -> None:
    said = CliRunner().invoke(main, ["doctor", "--service", "moon"])
    assert said.exit_code == 1
    assert "there is no service moon; there are awards, directives" in said.output


def test_one_services_port_is_not_taken_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "ADMIN_PORT"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("MONGO_DB", "elsewhere")
    ports = {commands.settings_of(service).port for service in installed()}
    assert len(ports) == len(installed())
    assert commands.settings_of(installed()[0]).mongo_db == installed()[0].name


def test_all_is_well(wired: Stage, settings: Settings) -> None:
    with answering(settings.port, mongo=True), answering(settings.admin_port, mongo=True):
        assert seen(wired, settings) == {
            "api": (True, "ready"),
            "worker": (True, "ready"),
            "database": (True, "migrated, 0 open dead letters"),
            "outbox": (True, "0 pending, oldest 0 s, 0 refused"),
            "topics": (True, "present"),
            "lag": (True, "0 events to apply"),
        }


def test_what_is_not_ready_says_which_check_fails(wired: Stage, settings: Settings) -> None:
    with answering(settings.port, mongo=True, caught_up=False):
        told = seen(wired, settings)
    assert told["api"] == (False, "not ready: caught_up")
    assert told["worker"] == (False, f"nobody answers at http://127.0.0.1:{settings.admin_port}/readyz")


def test_a_stranger_on_the_port_is_not_ready(wired: Stage, settings: Settings) -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"welcome")

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", settings.port), Stranger) as server:
        assert isinstance(server, socketserver.BaseServer)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        told = seen(wired, settings)["api"]
        server.shutdown()
        thread.join()
    assert told == (False, f"nobody answers at http://127.0.0.1:{settings.port}/readyz")


def test_what_waits_is_counted(wired: Stage, settings: Settings) -> None:
    wired.write(("draft", 1), ("draft", 2))
    wired.send(*records(event("a"), event("b"), event("c")))
    told = seen(wired, settings)
    assert told["outbox"][1].startswith("2 pending")
    assert told["lag"] == (True, "3 events to apply")


def test_an_outbox_that_does_not_drain_or_was_refused_is_not_well(wired: Stage, settings: Settings) -> None:
    wired.write(("draft", 1), ("draft", 2))
    wired.db["outbox"].update_one({"ver": 1}, {"$set": {"st": "X"}})
    assert seen(wired, settings)["outbox"][0] is False
    wired.db["outbox"].update_one({"ver": 1}, {"$set": {"st": "P", "ts": Timestamp(1_700_000_000, 1)}})
    assert seen(wired, settings)["outbox"][0] is False
    wired.db["outbox"].update_one({"ver": 1}, {"$set": {"st": "S"}})
    assert seen(wired, settings)["outbox"][0] is True


def test_missing_topics_and_migrations_are_told_with_what_to_do(wired: Stage, settings: Settings) -> None:
    wired.db["migrations"].delete_one({"_id": 1})
    told = seen(wired, replace(settings, kafka_topic_prefix="nobody-made-these."))
    assert told["database"] == (False, "run: python -m services.directives migrate, 0 open dead letters")
    assert told["topics"][1].startswith("missing: nobody-made-these.directives.dlq")


def test_servers_that_are_away_are_named_and_end_nothing(
    wired: Stage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    told = seen(wired, replace(settings, mongo_url=nobody))
    assert told["database"] == (False, "MongoDB does not answer")
    assert told["outbox"][1].startswith("MongoDB does not answer")
    assert told["topics"] == (True, "present")
    told = seen(wired, replace(settings, kafka_bootstrap_servers=f"127.0.0.1:{free_port()}"))
    assert told["topics"] == (False, "Kafka does not answer")
    assert told["lag"] == (False, "Kafka does not answer")
    assert told["database"][0] is True


def test_the_doctor_ends_with_1_when_something_is_not_well(console: Console, settings: Settings) -> None:
    with answering(settings.port, mongo=True):
        said = console("doctor")
    assert said.exit_code == 1
    heads, *lines = said.output.splitlines()
    assert heads.split() == ["service", "check", "ok", "found"]
    assert [line.split()[1:3] for line in lines[:2]] == [["api", "True"], ["worker", "False"]]


def test_the_doctor_ends_with_0_when_all_is_well(console: Console, settings: Settings) -> None:
    with answering(settings.port, mongo=True), answering(settings.admin_port, mongo=True):
        said = console("doctor", "-o", "json")
    assert said.exit_code == 0
    assert [one["check"] for one in orjson.loads(said.output)] == [
        "api", "worker", "database", "outbox", "topics", "lag",
    ]  # fmt: skip


def test_dead_letters_are_listed_as_table_and_as_json(wired: Stage, console: Console) -> None:
    def always(tx: Tx, told: Event) -> None:
        raise ValueError("not yet")

    wired.interfere = always
    first, second = event("a"), event("b")
    wired.apply(*records(first, second))
    told = orjson.loads(console("dlq", "list", "-o", "json").output)
    assert [one["id"] for one in told] == [f"{first.id}:dead", f"{second.id}:dead"]
    assert told[0] | {"at": "-", "id": "-"} == {
        "id": "-",
        "service": "directives",
        "type": DISCARDED,
        "place": "directives.events[0]@0",
        "reason": "ValueError: not yet",
        "attempts": 3,
        "at": "-",
        "settled": None,
    }
    table = console("dlq", "list").output.splitlines()
    assert table[0].split()[:3] == ["id", "service", "type"]
    assert len(table) == 3


def test_no_dead_letters_are_an_empty_list(console: Console) -> None:
    assert console("dlq", "list").output == ""
    assert orjson.loads(console("dlq", "list", "-o", "json").output) == []


def test_an_operator_without_a_store_is_told_so(
    console: Console, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    monkeypatch.setattr(commands, "settings_of", lambda service: replace(settings, mongo_url=nobody))
    said = console("dlq", "list")
    assert said.exit_code == 1
    assert "MongoDB does not answer" in said.output


def test_columns_stand_under_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"name": "a", "n": 100}, {"name": "Liêm Chính", "n": 2}], "table")
    assert capsys.readouterr().out == "name        n\na           100\nLiêm Chính  2\n"
