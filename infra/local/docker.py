"""The same two servers in containers through testcontainers, where native ones are impossible.

Plain DockerContainers: testcontainers' own Kafka needs another image, and its MongoDB has no replica set.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from infra.local.mongo import REPLICA_SET, TRANSACTION_SECONDS
from infra.local.ports import HOST
from infra.local.servers import NoServers, Servers

MONGO_IMAGE = "mongo:6.0.5"
KAFKA_IMAGE = "apache/kafka:4.3.1"


def hindrance() -> str | None:
    """Tell why containers cannot run here, None when an engine answers."""
    try:
        import docker

        client = docker.from_env(timeout=3)
        client.ping()
        client.close()
    except Exception as error:
        return f"no container engine answers ({type(error).__name__})"
    return None


def start(ports: tuple[int, int, int]) -> Servers:
    """Start both containers on the given ports of loopback; raises NoServers when the engine refuses."""
    from docker.errors import DockerException

    if Path("/.dockerenv").exists():
        os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
    try:
        mongo, kafka = _both(ports)
    except DockerException as error:
        raise NoServers(f"the containers could not be started: {error}") from error

    def stop() -> None:
        kafka.stop()
        mongo.stop()

    return Servers(f"mongodb://{HOST}:{ports[0]}/?replicaSet={REPLICA_SET}", f"{HOST}:{ports[1]}", stop, {})


def _both(ports: tuple[int, int, int]) -> tuple[Any, Any]:
    mongo = _mongo(ports[0])
    try:
        return mongo, _kafka(ports[1])
    except BaseException:
        mongo.stop()
        raise


def _publish(container: Any, inner: int, port: int) -> None:
    container.ports[f"{inner}/tcp"] = (HOST, port)


def _mongo(port: int) -> Any:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    command = f"--port {port} --replSet {REPLICA_SET} --bind_ip_all --noscripting"
    command += f" --setParameter transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"
    container = DockerContainer(MONGO_IMAGE).with_command(command)
    _publish(container, port, port)
    container.waiting_for(LogMessageWaitStrategy("Waiting for connections"))
    container.start()
    members = [{"_id": 0, "host": f"{HOST}:{port}"}]
    with MongoClient[dict[str, Any]](f"mongodb://{HOST}:{port}/?directConnection=true") as client:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
    return container


def _kafka(port: int) -> Any:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    container = DockerContainer(KAFKA_IMAGE)
    _publish(container, 9092, port)
    settings = {
        "NODE_ID": "1",
        "PROCESS_ROLES": "broker,controller",
        "CONTROLLER_QUORUM_VOTERS": "1@localhost:9094",
        "LISTENERS": "OUTSIDE://:9092,INSIDE://:9093,CONTROLLER://:9094",
        "ADVERTISED_LISTENERS": f"OUTSIDE://{HOST}:{port},INSIDE://localhost:9093",
        "LISTENER_SECURITY_PROTOCOL_MAP": "OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "INTER_BROKER_LISTENER_NAME": "INSIDE",
        "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "AUTO_CREATE_TOPICS_ENABLE": "false",
        "OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }
    for name, value in settings.items():
        container.with_env(f"KAFKA_{name}", value)
    container.waiting_for(LogMessageWaitStrategy("Kafka Server started"))
    return container.start()
