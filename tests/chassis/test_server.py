"""The server as a process: several workers, one set of figures, and a stop without a lost request."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pymongo
import pytest

from tests.chassis.processes import ROOT, fetch, free_port, notes_process, run_notes, until

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def environ(mongo_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "home").mkdir()
    name = f"test_server_{uuid.uuid4().hex[:12]}"
    yield {
        "MONGO_URL": mongo_url,
        "MONGO_DB": name,
        "PORT": str(free_port()),
        "METRICS_PORT": str(free_port()),
        "HOME": str(tmp_path / "home"),
        "XDG_RUNTIME_DIR": "",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
        "DRAIN_SECONDS": "1",
    }
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(name)


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[tuple[Any, str]]:
    code, said = run_notes("migrate", **environ)
    assert code == 0, said
    with pymongo.MongoClient(environ["MONGO_URL"], tz_aware=True) as client:
        client[environ["MONGO_DB"]]["bootstrap"].insert_one(
            {"_id": "test", "caught_up_at": datetime.now(UTC)}
        )
    with notes_process("api", **environ) as process:
        address = f"http://127.0.0.1:{environ['PORT']}"
        until(lambda: process.poll() is not None or fetch(f"{address}/readyz")[0] == 200, "the API is ready")
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        yield process, address


def told(process: Any) -> list[dict[str, Any]]:
    said, _ = process.communicate(timeout=30)
    return [orjson.loads(line) for line in said.splitlines()]


def test_figures_of_two_workers_are_added_up(environ: dict[str, str], tmp_path: Path) -> None:
    with serving(environ | {"WEB_CONCURRENCY": "2", "THREADS": "2"}) as (process, address):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: fetch(f"{address}/v1/notes/whoami"), range(60)))
        assert {status for status, _ in answers} == {200}
        text = fetch(f"http://127.0.0.1:{environ['METRICS_PORT']}/metrics")[1].decode()
        wanted = r'^http_server_request_duration_seconds_count{.*http_route="/v1/notes/whoami".*} ([\d.]+)$'
        assert [float(count) for count in re.findall(wanted, text, re.MULTILINE)] == [60.0]
        assert 'build_info{commit="",service="notes",version="0.1.0"} 1.0' in text
        process.send_signal(signal.SIGTERM)
        assert all("event" in line for line in told(process))
    assert list((tmp_path / "metrics").iterdir()) == []


def test_a_server_leaves_no_control_socket_in_its_home(environ: dict[str, str], tmp_path: Path) -> None:
    with serving(environ | {"DRAIN_SECONDS": "0"}):
        assert list((tmp_path / "home").rglob("*")) == []


def test_a_stop_drains_before_it_ends(environ: dict[str, str]) -> None:
    with serving(environ | {"DRAIN_SECONDS": "3"}) as (process, address), ThreadPoolExecutor(1) as pool:
        slow = pool.submit(fetch, f"{address}/v1/notes/slow")
        process.send_signal(signal.SIGTERM)
        until(lambda: fetch(f"{address}/readyz")[0] == 503, "readiness says no")
        assert orjson.loads(fetch(f"{address}/readyz")[1])["checks"]["draining"] is True
        assert fetch(f"{address}/v1/notes/whoami")[0] == 200
        assert slow.result()[0] == 200
        process.wait(30)
        assert process.returncode == 0


def test_a_request_at_work_is_finished_at_the_stop(environ: dict[str, str]) -> None:
    with serving(environ | {"DRAIN_SECONDS": "0"}) as (process, address), ThreadPoolExecutor(1) as pool:
        slow = pool.submit(fetch, f"{address}/v1/notes/slow")
        figures = f"http://127.0.0.1:{environ['METRICS_PORT']}/metrics"
        until(lambda: b"notes_slow_started_total 1" in fetch(figures)[1], "the slow request is at work")
        process.send_signal(signal.SIGTERM)
        assert slow.result()[0] == 200
        process.wait(30)


def test_an_api_waits_for_the_migrations_and_says_so_when_they_do_not_come(environ: dict[str, str]) -> None:
    code, said = run_notes("api", **environ, STARTUP_WAIT_SECONDS="0.5")
    assert code == 1
    assert "notes did not start: migrations are pending; run: python -m services.notes migrate" in said


def test_an_api_without_a_store_says_so(environ: dict[str, str]) -> None:
    nowhere = {"MONGO_URL": f"mongodb://127.0.0.1:{free_port()}/?serverSelectionTimeoutMS=200"}
    code, said = run_notes("api", **environ | nowhere, STARTUP_WAIT_SECONDS="0.1")
    assert code == 1
    assert "notes did not start: MongoDB does not answer" in said


def test_a_wrong_environment_is_told_in_lines_and_not_in_a_traceback(environ: dict[str, str]) -> None:
    code, said = run_notes("api", **environ | {"THREADS": "many", "PORT": "x"})
    assert code == 1
    assert "THREADS: " in said
    assert "PORT: " in said
    assert "Traceback" not in said


def test_the_commands_offered_are_those_with_something_to_do() -> None:
    _, said = run_notes("--help")
    offered = re.findall(r"^  (\w+) ", said, re.MULTILINE)
    assert set(offered) >= {"api", "consume", "worker", "migrate", "redrive"}
    assert "relay" not in offered


def test_an_api_process_never_loads_kafka() -> None:
    program = (
        "import sys, chassis.cli, chassis.server; from chassis.app import create_app;"
        "from chassis.settings import read_settings; from tests.chassis.notes import NOTES;"
        "create_app(NOTES, read_settings(NOTES, {})).test_client().get('/openapi.json');"
        "sys.exit(', '.join(name for name in sys.modules if name.partition('.')[0] == 'kafka') or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
