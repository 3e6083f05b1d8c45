"""A real mail server that answers as it is told, and a real directory with the officers' addresses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from werkzeug.serving import make_server

from chassis.app import create_app
from chassis.settings import read_settings
from infra.local.ports import free_ports
from services.directory.main import SERVICE as DIRECTORY
from services.directory.officers import store as officers
from services.directory.officers.domain import appoint
from services.directory.principals.keys import give_key
from tests.directory.conftest import START, Directory
from tests.fixtures.web import Hosted


@dataclass
class Letters:
    """An SMTP server: keeps what it accepts; `answers` are given first, one to each recipient."""

    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    received: list[Envelope] = field(default_factory=list)
    port: int = 0
    drops: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.recipients.append(address)
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.drops:
            self.drops -= 1
            assert server.transport is not None
            server.transport.abort()
            return "451 gone"
        self.received.append(envelope)
        return "250 accepted"


@contextmanager
def mail_server() -> Iterator[Letters]:
    letters = Letters()
    [letters.port] = free_ports(1)
    controller = Controller(letters, hostname="127.0.0.1", port=letters.port)
    controller.start()
    try:
        yield letters
    finally:
        controller.stop()


@contextmanager
def directory_with(
    hosted: Hosted, folder: Path, addresses: dict[str, str | None]
) -> Iterator[dict[str, Any]]:
    """Serve a directory whose officers have these addresses; yield what notifications needs to ask it."""
    known = Directory(hosted)
    for officer_id, address in addresses.items():
        seat = {"position_id": f"{officer_id}:position", "agency_id": known.health.id, "roles": ["officer"]}
        stated = {"name": "Lê Thị Mẫu", "email": address, "positions": [seat | {"valid_from": START}]}
        made, _ = appoint(officer_id, stated, START, known.health.id)
        known._add(officers.OFFICERS, officers.to_document(made))
    give_key(hosted.database, "notifications", folder / "service.key")
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    environ = {
        "MONGO_URL": hosted.settings.mongo_url,
        "MONGO_DB": hosted.settings.mongo_db,
        "DIRECTORY_URL": url,
        "SIGNING_KEYS_DIR": str(folder / "keys"),
    }
    app = create_app(DIRECTORY, read_settings(DIRECTORY, environ), hosted.database)
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {"directory_url": url, "service_key_file": folder / "service.key"}
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
