"""A worker as a process of its own: it refuses a wrong start with a sentence and stops clean."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import orjson
import pytest
from click.testing import CliRunner

from chassis import kafka, worker
from chassis.cli import commands
from chassis.lease import Lease
from tests.chassis.processes import LONG, ROOT, fetch, free_port, until
from tests.chassis.stage import TOPIC, Stage, event, loops_alone, records, stand_in, with_loops

PROGRAM = "from chassis.cli import commands; from tests.chassis import stage; commands(stage.{made}())()"


@contextmanager
def process(
    stage: Stage, command: str = "worker", made: str = "stand_in", **environ: str
) -> Iterator[subprocess.Popen[str]]:
    """Run a command of the stand-in (made by the function of that name) as its own process."""
    told = os.environ | stage.environ | {"ADMIN_PORT": str(free_port())} | environ
    made = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PROGRAM.format(made=made), command],
        cwd=ROOT,
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield made
    finally:
        made.kill()
        made.communicate()


def test_a_worker_relays_and_consumes_and_stops_clean_on_sigterm(wired: Stage) -> None:
    wired.write(*[("draft", n) for n in range(1, 11)])
    with process(wired) as running:
        until(lambda: wired.applied() == {"draft": list(range(1, 11))}, "what is written is applied")
        running.send_signal(signal.SIGTERM)
        said, _ = running.communicate(timeout=LONG)
    assert running.returncode == 0, said
    assert "worker.stopped" in said
    assert Lease(wired.db, "relay").acquire()


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(wired: Stage) -> None:
    total = 300
    writing = threading.Thread(
        target=lambda: wired.write(*[(f"draft-{n % 6}", n // 6 + 1) for n in range(total)])
    )
    writing.start()
    for killed_at in (30, 120, 200):
        with process(wired) as running:
            until(lambda at=killed_at: sum(map(len, wired.applied().values())) >= at, "some are applied")
            running.kill()
        # Its lease and its place in the group run out by themselves; the test does not wait for that.
        wired.db["leases"].delete_one({"_id": "relay"})
    writing.join()
    with process(wired):
        until(lambda: sum(map(len, wired.applied().values())) >= total, "all are applied")
    assert wired.applied() == {f"draft-{key}": list(range(1, 51)) for key in range(6)}
    assert wired.letters() == []


def test_a_worker_says_what_it_is_ready_for(wired: Stage) -> None:
    port = free_port()
    with process(wired, ADMIN_PORT=str(port)):
        until(lambda: fetch(f"http://127.0.0.1:{port}/readyz")[0] == 200, "it is ready")
        ready = orjson.loads(fetch(f"http://127.0.0.1:{port}/readyz")[1])
        assert fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200
    named = {"mongo", "migrations", "kafka", "assigned", "fuse", "draining"}
    assert set(ready["checks"]) == named


def test_a_missing_topic_ends_the_start_with_a_sentence(wired: Stage) -> None:
    with process(wired, KAFKA_TOPIC_PREFIX="nobody-made-these.") as running:
        said, _ = running.communicate(timeout=LONG)
    assert running.returncode == 1
    assert "Error: Kafka has no topic nobody-made-these.directives.dlq" in said
    assert "Traceback" not in said


def test_a_worker_waits_for_a_broker_and_can_be_stopped_meanwhile(wired: Stage) -> None:
    port = free_port()
    nobody = f"127.0.0.1:{free_port()}"
    with process(wired, KAFKA_BOOTSTRAP_SERVERS=nobody, ADMIN_PORT=str(port)) as running:
        assert running.stdout is not None
        until(lambda: "kafka.away" in str(running.stdout.readline()), "it says that it waits")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=LONG)
    assert running.returncode == 0


def test_slow_checksums_end_the_start(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka.checksums, "crc32c_c", None)
    with pytest.raises(kafka.CannotStart, match="crc32c"):
        worker.check_kafka(stage.service, stage.settings, threading.Event())


class Loop:
    """Something that runs beside the others, or does not."""

    def __init__(self, dies: BaseException | None = None) -> None:
        self.dies, self.lives = dies, True

    def alive(self) -> bool:
        return self.lives

    def run(self, stop: threading.Event) -> None:
        if self.dies:
            raise self.dies
        stop.wait()


def work(stage: Stage, *loops: Any) -> worker.Work:
    from dataclasses import replace

    settings = replace(stage.settings, admin_port=free_port())
    return worker.Work(stage.service, settings, stage.database, list(loops))


def test_when_one_loop_dies_the_process_ends_with_status_1(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    with pytest.raises(SystemExit) as told:
        work(stage, Loop(), Loop(dies=ValueError("broken"))).run(threading.Event())
    assert told.value.code == 1


def test_a_loop_that_hangs_ends_the_process_and_shows_where(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    ended: list[int] = []
    hung, stop = Loop(), threading.Event()
    hung.lives = False

    def end(status: int) -> None:
        ended.append(status)
        stop.set()

    monkeypatch.setattr(worker.os, "_exit", end)
    work(stage, hung).run(stop)
    assert ended == [worker.HUNG_STATUS]
    assert "Thread" in capfd.readouterr().err


def test_an_admin_port_in_use_is_no_silent_worker(wired: Stage) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with process(wired, ADMIN_PORT=str(taken.getsockname()[1])) as running:
            running.communicate(timeout=LONG)
    assert running.returncode != 0


def test_a_consumer_alone_does_not_send(wired: Stage) -> None:
    wired.write(("written", 1))
    wired.send(*records(event("read")))
    with process(wired, "consume"):
        until(lambda: wired.applied() == {"read": [1]}, "it applies")
    assert wired.states() == {"P": 1}


def test_a_relay_alone_does_not_apply(wired: Stage) -> None:
    wired.write(("written", 1))
    with process(wired, "relay"):
        until(lambda: wired.states() == {"S": 1}, "it sends")
    assert wired.applied() == {}
    assert len(wired.wire(TOPIC)) == 1


def test_a_worker_runs_the_services_own_loops_besides_the_others(wired: Stage) -> None:
    wired.write(("draft", 1))
    with process(wired, made="with_loops") as running:
        until(lambda: wired.beats() > 1 and wired.applied() == {"draft": [1]}, "all three loops work")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=LONG)
    assert running.returncode == 0


def test_a_schedule_runs_the_services_own_loops_alone(wired: Stage) -> None:
    wired.write(("written", 1))
    wired.send(*records(event("read")))
    with process(wired, "schedule", "with_loops"):
        until(lambda: wired.beats() > 1, "the loop beats")
    assert (wired.applied(), wired.states()) == ({}, {"P": 1})


@pytest.mark.parametrize(("command", "made"), [("schedule", "with_loops"), ("worker", "loops_alone")])
def test_loops_that_need_no_kafka_do_not_ask_for_one(stage: Stage, command: str, made: str) -> None:
    port, nobody = free_port(), f"127.0.0.1:{free_port()}"
    told = {"KAFKA_BOOTSTRAP_SERVERS": nobody, "ADMIN_PORT": str(port)}
    with process(stage, command, made, **told) as running:
        until(lambda: fetch(f"http://127.0.0.1:{port}/readyz")[0] == 200, "it is ready")
        ready = orjson.loads(fetch(f"http://127.0.0.1:{port}/readyz")[1])
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=LONG)
    assert set(ready["checks"]) == {"mongo", "migrations", "draining"}
    assert running.returncode == 0


def test_a_loop_of_its_own_that_dies_ends_the_process_and_says_why(stage: Stage) -> None:
    with process(stage, "schedule", "with_loops") as running:
        until(lambda: stage.beats() > 0, "the loop beats")
        stage.db["beats"].insert_one({"_id": "die"})
        said, _ = running.communicate(timeout=LONG)
    assert running.returncode == 1
    assert "a broken heart" in said


def test_a_schedule_is_offered_to_a_service_with_loops_only() -> None:
    assert "schedule" not in commands(stand_in()).commands
    assert "schedule" in commands(with_loops()).commands
    assert set(commands(loops_alone()).commands) == {"api", "migrate", "schedule", "worker"}


def test_a_service_adds_commands_of_its_own() -> None:
    group = commands(stand_in())
    group.add_command(click.Command("tick", callback=lambda: click.echo("ticked")))
    assert CliRunner().invoke(group, ["tick"]).output == "ticked\n"
