"""`liemchinh topics` makes what topics.yaml declares and is not there."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from chassis import kafka
from chassis.service import Service
from chassis.settings import read_settings
from infra.console.commands import main
from infra.local.topics import declared
from tests.chassis.processes import until


def test_a_missing_topic_is_made_and_the_others_are_left_alone(
    kafka_servers: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"KAFKA_BOOTSTRAP_SERVERS": kafka_servers, "KAFKA_TOPIC_PREFIX": topic_prefix}
    settings, lost = read_settings(Service("topics", 0), told), f"{topic_prefix}portal.dlq"
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    client = kafka.admin(settings)
    client.delete_topics([lost])
    until(lambda: kafka.missing_topics(settings, [lost]), "the topic is gone")
    client.close()
    assert CliRunner().invoke(main, ["topics"]).exit_code == 0
    assert not kafka.missing_topics(settings, [f"{topic_prefix}{name}" for name in declared()])
    # The fixture made them with two partitions; the declaration says three and twelve.
    assert len(kafka.ends(settings, [lost])) == 3
    assert len(kafka.ends(settings, [f"{topic_prefix}directory.events"])) == 2
