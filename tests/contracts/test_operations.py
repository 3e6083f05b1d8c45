"""The operators' page: its tables are the code's, and the commands it names exist."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields

import pytest

from chassis.cli import commands
from chassis.service import Service
from infra.console.commands import main as console
from infra.contracts import operations_page as page
from infra.contracts.catalogue import services

TEXT = page.FILE.read_text(encoding="utf-8")
ALL = pytest.mark.parametrize("service", services(), ids=lambda service: service.name)


def test_the_tables_are_what_the_code_generates() -> None:
    assert page.with_tables(TEXT, services()) == TEXT, "run `make contracts` and commit what it writes"


def test_a_page_that_lost_a_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="metrics: begin"):
        page.with_tables(TEXT.replace("metrics: begin", "metrics"), services())


@ALL
def test_every_setting_says_what_it_is_for(service: Service) -> None:
    silent = [
        one.metadata["name"] for one in fields(service.settings_type) if not one.metadata["doc"].strip()
    ]
    assert not silent, "an operator cannot guess; give each a doc in its setting(...)"


@ALL
def test_every_process_a_service_offers_is_told_of(service: Service) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    assert set(commands(service).commands) - {"redrive"} <= told


def test_the_commands_it_names_exist() -> None:
    listens = next(service for service in services() if service.subscriptions)
    redrive = commands(listens).commands["redrive"].commands
    groups = console.commands | {f"redrive {name}": one for name, one in redrive.items()}
    named = set(re.findall(r"`(?:[A-Z_]+=\w+ )*liemchinh (\w+)", TEXT))
    named |= set(re.findall(r"(redrive (?:show|again|discard|list))", TEXT))
    assert len(named) > 4
    assert named <= set(groups)


def test_the_jobs_it_names_exist() -> None:
    jobs = set(re.findall(r"python -m services\.(\w+) ([\w-]+)", TEXT))
    assert ("directory", "rotate-key") in jobs
    for name, job in jobs:
        assert job in importlib.import_module(f"services.{name}.__main__").cli.commands
