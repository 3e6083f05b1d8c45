"""Ports: a taken one is named with its holder, free ones are free and different."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.ports import HOST, PortInUse, free_ports, holder, refuse_taken
from infra.local.stack import Ports

LISTEN = (
    "import socket,sys; s=socket.create_server(('127.0.0.1',0));"
    "print(s.getsockname()[1],flush=True); sys.stdin.read()"
)


def test_a_taken_port_is_named_with_its_purpose_and_its_holder() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        port = int(other.stdout.readline())
        with pytest.raises(PortInUse) as refused:
            refuse_taken({"portal API": port})
        other.communicate()
    assert str(refused.value).startswith(f"port {port} (portal API) is in use by process {other.pid}: ")
    assert "create_server" in str(refused.value)


def test_every_taken_port_is_told_at_once(listener: int) -> None:
    with socket.create_server((HOST, 0)) as second:
        port = second.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"port {listener} .*; port {port} "):
            refuse_taken({"one": listener, "two": port})


def test_the_holder_is_found_by_its_listening_socket(listener: int) -> None:
    assert holder(listener).startswith(f"process {os.getpid()}: ")


def test_a_port_just_left_is_free() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)), server.accept()[0]:
            pass
    refuse_taken({"one": port})


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(30)
    assert len(set(ports)) == 30
    refuse_taken({str(port): port for port in ports})


def test_a_free_port_is_none_that_an_outgoing_connection_may_take() -> None:
    told = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    lowest, highest = map(int, told)
    assert [port for port in free_ports(30) if lowest <= port <= highest] == []


def test_a_fixed_address_is_the_one_in_the_readme_and_no_two_processes_share_a_port() -> None:
    fixed = Ports.fixed()
    apis = {name: ports[0] for name, ports in fixed.services.items()}
    assert apis.items() <= {
        ("portal", 8080), ("directory", 8081), ("directives", 8082), ("reports", 8083),
        ("notifications", 8084), ("awards", 8085),
    }  # fmt: skip
    every = [*fixed.servers, *fixed.named().values()]
    assert len(set(every)) == len(every)
