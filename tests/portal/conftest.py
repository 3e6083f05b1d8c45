"""The portal hosted on an empty store, and with the story told to it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from flask import Flask
from werkzeug.serving import make_server

from chassis.app import create_app
from chassis.events import Event
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import read_settings
from chassis.tokens import TokenKeys
from services.awards.main import SERVICE as AWARDS
from services.directory.main import SERVICE as DIRECTORY
from services.directory.sample.load import load
from services.portal.main import SERVICE
from tests.fixtures.events import published
from tests.fixtures.web import Hosted
from tests.portal.awarding import LONG_NAME, RunningAwards, award
from tests.portal.browsing import Clerk
from tests.portal.stream import deliver, story

NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def portal(hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch) -> Hosted:
    """The portal alone: the services it asks are away until a test starts one and leads it there."""
    made = hosted(SERVICE)
    away = dict.fromkeys(("directory", "directives", "reports", "notifications", "awards"), NOBODY)
    ask_at(made, monkeypatch, **away)
    return made


@pytest.fixture
def told(portal: Hosted) -> Hosted:
    """The portal after the story."""
    deliver(portal.database, [story()])
    return portal


@dataclass(frozen=True)
class RunningDirectory:
    """The real directory with the sample province, answering over HTTP."""

    url: str
    database: Database
    sign_ins: dict[str, dict[str, str]]
    events: list[Event]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Yield where an app answers over HTTP until the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def answering(service: Service, database: Database, **environ: str) -> Iterator[str]:
    """Yield where a service answers over HTTP on a database of its own until the end."""
    app = create_app(service, read_settings(service, environ), database)
    with served(app) as url:
        if service is DIRECTORY:
            # It verifies the tokens it issues with the keys it publishes.
            app.extensions["token_keys"] = TokenKeys(url)
        yield url
    database.db.client.drop_database(database.db.name)
    database.close()


@pytest.fixture
def beside(
    portal: Hosted, hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Service], Hosted]]:
    """Return a function that hosts a real service beside the portal, which then asks it over HTTP."""
    with ExitStack() as running:

        def host(service: Service) -> Hosted:
            made = hosted(service)
            ask_at(portal, monkeypatch, **{service.name: running.enter_context(served(made.app))})
            return made

        yield host


def migrated(service: Service, mongo_url: str) -> Database:
    database = Database(mongo_url, f"test_{service.name}_{secrets.token_hex(6)}")
    migrate(service, database)
    return database


@pytest.fixture(scope="module")
def directory(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDirectory]:
    folder: Path = tmp_path_factory.mktemp("directory")
    database = migrated(DIRECTORY, mongo_url)
    load(database, folder / "sign-ins.json")
    rows = orjson.loads((folder / "sign-ins.json").read_bytes())
    with answering(DIRECTORY, database, SIGNING_KEYS_DIR=str(folder / "keys")) as url:
        yield RunningDirectory(url, database, {row["username"]: row for row in rows}, published(database))


@pytest.fixture(scope="session")
def running_awards(mongo_url: str) -> Iterator[RunningAwards]:
    database = migrated(AWARDS, mongo_url)
    with answering(AWARDS, database) as url:
        yield RunningAwards(url, database)


@pytest.fixture
def awards(portal: Hosted, running_awards: RunningAwards, monkeypatch: pytest.MonkeyPatch) -> RunningAwards:
    """The awards service with nothing published, and the portal asking there."""
    running_awards.empty()
    ask_at(portal, monkeypatch, awards=running_awards.url)
    return running_awards


@pytest.fixture
def leader(told: Hosted, awards: RunningAwards) -> Clerk:
    """The province's leader, who sees all of the story, and the award that it ends with."""
    awards.publish(award(1), award(2, LONG_NAME))
    return Clerk(told, "province", "leader")


def ask_at(portal: Hosted, monkeypatch: pytest.MonkeyPatch, **urls: str) -> None:
    """Make the portal ask a service, by its name, somewhere."""
    there = portal.app.extensions["liemchinh"]
    told = {f"{name}_url": url for name, url in urls.items()}
    monkeypatch.setattr(there, "settings", replace(there.settings, **told))


@pytest.fixture(scope="module")
def provincial(mongo_url: str, directory: RunningDirectory) -> Iterator[Hosted]:
    """The portal beside the real directory, knowing its agencies and officers."""
    issuer = SimpleNamespace(url=directory.url)
    made = Hosted(SERVICE, mongo_url, issuer)  # type: ignore[arg-type]
    sizes = range(0, len(directory.events), 200)
    deliver(made.database, (directory.events[start : start + 200] for start in sizes))
    yield made
    made.close()
