"""The portal hosted on an empty store, and with the story told to it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from werkzeug.serving import make_server

from chassis.app import create_app
from chassis.events import Event
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import read_settings
from services.directory.main import SERVICE as DIRECTORY
from services.directory.sample.load import load
from services.portal.main import SERVICE
from tests.fixtures.events import published
from tests.fixtures.web import Hosted
from tests.portal.browsing import Clerk
from tests.portal.stream import deliver, story


@pytest.fixture
def portal(hosted: Callable[[Service], Hosted]) -> Hosted:
    return hosted(SERVICE)


@pytest.fixture
def told(portal: Hosted) -> Hosted:
    """The portal after the story."""
    deliver(portal.database, [story()])
    return portal


@pytest.fixture
def leader(told: Hosted) -> Clerk:
    """The province's leader, who sees all of the story."""
    return Clerk(told, "province", "leader")


@dataclass(frozen=True)
class RunningDirectory:
    """The real directory with the sample province, answering over HTTP."""

    url: str
    database: Database
    sign_ins: dict[str, dict[str, str]]
    events: list[Event]


@pytest.fixture(scope="module")
def directory(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDirectory]:
    folder: Path = tmp_path_factory.mktemp("directory")
    name = f"test_directory_{secrets.token_hex(6)}"
    told = {"MONGO_URL": mongo_url, "MONGO_DB": name, "SIGNING_KEYS_DIR": str(folder / "keys")}
    database = Database(mongo_url, name)
    migrate(DIRECTORY, database)
    load(database, folder / "sign-ins.json")
    server = make_server(
        "127.0.0.1", 0, create_app(DIRECTORY, read_settings(DIRECTORY, told), database), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    rows = orjson.loads((folder / "sign-ins.json").read_bytes())
    url = f"http://127.0.0.1:{server.server_port}"
    yield RunningDirectory(url, database, {row["username"]: row for row in rows}, published(database))
    server.shutdown()
    thread.join()
    server.server_close()
    database.db.client.drop_database(name)
    database.close()


@pytest.fixture(scope="module")
def provincial(mongo_url: str, directory: RunningDirectory) -> Iterator[Hosted]:
    """The portal beside the real directory, knowing its agencies and officers."""
    issuer = SimpleNamespace(url=directory.url)
    made = Hosted(SERVICE, mongo_url, issuer)  # type: ignore[arg-type]
    sizes = range(0, len(directory.events), 200)
    deliver(made.database, (directory.events[start : start + 200] for start in sizes))
    yield made
    made.close()
