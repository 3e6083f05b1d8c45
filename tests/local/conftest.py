"""What tests of the local system share."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from infra.local.ports import HOST


@pytest.fixture
def listener() -> Iterator[int]:
    """A port on which this process listens."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]
