"""A service stands in every list that must know it; a failure names the list (CONTRIBUTING.md)."""

import importlib
import re
import tomllib
from typing import Any

import pytest
import yaml

from infra.contracts.catalogue import events
from infra.local.stack import SERVICES
from tests.architecture.source import ROOT, services

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EVERY = pytest.mark.parametrize("name", services())


def topics() -> set[str]:
    text = (ROOT / "infra" / "kafka" / "topics.yaml").read_text(encoding="utf-8")
    return set(yaml.safe_load(text)["topics"])


@EVERY
def test_a_service_is_started_on_its_own_port(name: str) -> None:
    assert SERVICES.get(name) == importlib.import_module(f"services.{name}.main").SERVICE.port, (
        "infra/local/stack.py, SERVICES"
    )


@EVERY
def test_a_service_has_the_topics_it_writes(name: str) -> None:
    service = importlib.import_module(f"services.{name}.main").SERVICE
    needed = {f"{name}.events"} if name in {event.publisher for event in events()} else set()
    needed |= {f"{name}.dlq"} if service.subscriptions else set()
    assert needed <= topics(), "infra/kafka/topics.yaml"


@EVERY
def test_a_service_has_its_own_locked_requirements(name: str) -> None:
    assert name in PROJECT["project"]["optional-dependencies"], "pyproject.toml, optional-dependencies"
    [extras] = re.findall(r"^EXTRAS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert name in extras.split(), "Makefile, EXTRAS"
    assert (ROOT / "requirements" / f"{name}.txt").exists(), "run `make lock`"


@EVERY
def test_a_service_is_held_apart_from_the_others(name: str) -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    [apart] = [contract for contract in contracts if contract["type"] == "independence"]
    assert f"services.{name}" in apart["modules"], "pyproject.toml, importlinter"


def test_every_topic_belongs_to_a_service() -> None:
    assert {topic.rpartition(".")[0] for topic in topics()} <= set(services())
