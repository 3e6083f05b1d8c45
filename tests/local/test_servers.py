"""Which servers are taken: given URLs, else native, else Docker; SERVERS forces one, never in silence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from infra.local.ports import PortInUse
from infra.local.servers import Choice, NoServers, choose, start

GIVEN = {"MONGO_URL": "mongodb://db", "KAFKA_BOOTSTRAP_SERVERS": "broker:9092"}
NO_WHEEL, NO_ENGINE = "the wheel is not installed", "no container engine answers"


def chosen(environ: Mapping[str, str], native: str | None = None, docker: str | None = NO_ENGINE) -> Choice:
    return choose(environ, lambda: native, lambda: docker)


@pytest.mark.parametrize(
    ("environ", "native", "docker", "mode"),
    [
        (GIVEN, None, None, "external"),
        ({}, None, None, "native"),
        ({"MONGO_URL": "mongodb://db"}, None, None, "native"),
        ({}, NO_WHEEL, None, "docker"),
        ({"SERVERS": ""}, None, None, "native"),
        (GIVEN | {"SERVERS": "native"}, None, None, "native"),
        (GIVEN | {"SERVERS": "docker"}, None, None, "docker"),
        ({"SERVERS": "docker"}, None, None, "docker"),
    ],
)
def test_given_urls_come_first_then_native_then_docker_unless_one_is_forced(
    environ: dict[str, str], native: str | None, docker: str | None, mode: str
) -> None:
    assert chosen(environ, native, docker).mode == mode


def test_the_choice_says_why_the_ways_before_it_were_not_taken() -> None:
    why = chosen({"MONGO_URL": "mongodb://db"}, NO_WHEEL, None).why
    assert why == f"external: KAFKA_BOOTSTRAP_SERVERS not set; native: {NO_WHEEL}"
    assert chosen(GIVEN | {"SERVERS": "docker"}, None, None).why == "forced by SERVERS=docker"


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"SERVERS": "docker"}, NO_ENGINE),
        ({"SERVERS": "native"}, NO_WHEEL),
        ({"SERVERS": "external"}, "MONGO_URL and KAFKA_BOOTSTRAP_SERVERS not set"),
        ({}, NO_ENGINE),
    ],
)
def test_what_is_forced_and_impossible_is_an_error_with_its_reason(
    environ: dict[str, str], reason: str
) -> None:
    with pytest.raises(NoServers, match=reason):
        chosen(environ, NO_WHEEL, NO_ENGINE)


def test_a_forced_way_never_becomes_another_one() -> None:
    with pytest.raises(NoServers, match=NO_ENGINE):
        chosen(GIVEN | {"SERVERS": "docker"}, native=None)


def test_a_misspelt_way_is_named_with_those_there_are() -> None:
    with pytest.raises(NoServers, match="SERVERS is 'nativ'; it takes external, native, docker"):
        chosen({"SERVERS": "nativ"})


def test_an_engine_is_not_asked_when_something_better_is_there() -> None:
    def asked() -> str | None:
        raise AssertionError("the engine was asked")

    assert choose({}, lambda: None, asked).mode == "native"


def test_a_given_server_is_used_as_it_is_and_not_ended(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    servers = start(Choice("external", "given by URL"), tmp_path, (1, 2, 3))
    servers.stop()
    assert (servers.environ(), dict(servers.pids)) == (GIVEN, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", ["native", "docker"])
def test_a_taken_port_is_told_before_anything_starts(mode: str, listener: int, tmp_path) -> None:
    with pytest.raises(PortInUse, match=rf"port {listener} \(Kafka\)"):
        start(Choice(mode, ""), tmp_path, (1, listener, 2))
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_refuses_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    with pytest.raises(NoServers, match="the containers could not be started: "):
        start(Choice("docker", "forced"), tmp_path, (1, 2, 3))
