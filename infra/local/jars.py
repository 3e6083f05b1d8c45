"""The broker's jars: fetched once from Maven Central, each checked against the lock before it is used."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from infra.local.terminal import CannotGoOn

ROOTS = ("org.apache.kafka:kafka_2.13:4.3.1", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4")
LOCK = Path(__file__).parents[1] / "kafka" / "jars.lock"
PROJECT = Path(__file__).parents[2]


class JarMismatch(CannotGoOn):
    """What was fetched is not what the lock says."""


def cache() -> Path:
    """Return the folder that keeps jars and the class archive between runs ($LIEMCHINH_CACHE)."""
    return Path(os.environ.get("LIEMCHINH_CACHE") or PROJECT / ".data" / "cache")


def locked() -> dict[str, str]:
    """Return the SHA-256 of each locked jar by `group:artifact:version`."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {f"{group}:{artifact}:{version}": digest for group, artifact, version, digest in rows}


def ready() -> bool:
    """Tell whether every locked jar is in the cache."""
    return all(_kept(name).exists() for name in locked())


def jars() -> list[Path]:
    """Return the jars in the order of the class path, fetching what is missing; raises JarMismatch."""
    wanted = locked()
    if not ready():
        _fetch(wanted)
    return sorted(_kept(name) for name in wanted)


def _kept(name: str) -> Path:
    _, artifact, version = name.split(":")
    return cache() / "jars" / f"{artifact}-{version}.jar"


def _fetch(wanted: dict[str, str]) -> None:
    found = resolved()
    if set(found) != set(wanted):
        odd = sorted(set(found) ^ set(wanted))
        raise JarMismatch(f"the resolved jars are not those of {LOCK.name}: {', '.join(odd)}")
    (cache() / "jars").mkdir(parents=True, exist_ok=True)
    for name, path in found.items():
        _keep(name, path, wanted[name])


def _keep(name: str, path: Path, digest: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        raise JarMismatch(f"{name} has SHA-256 {found}, {LOCK.name} says {digest}")
    partial = _kept(name).with_suffix(".part")
    shutil.copyfile(path, partial)
    partial.rename(_kept(name))


def resolved() -> dict[str, Path]:
    """Resolve and download each root alone: together one root's managed versions would rule the other's.

    Raises CannotGoOn when the repository cannot be reached.
    """
    # The resolver reads its repository's folder from the environment; a home may not be writable.
    os.environ.setdefault("M2_REPO", str(cache() / "m2"))
    import jgo

    found: dict[str, Path] = {}
    for root in ROOTS:
        try:
            fetched = [(artifact, Path(artifact.resolve())) for artifact in jgo.resolve(root)]
        except OSError as error:
            raise CannotGoOn(f"Kafka's jars could not be fetched from Maven Central: {error}") from error
        for artifact, path in fetched:
            found.setdefault(f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}", path)
    return found


def write_lock() -> None:
    """Write the lock anew from what resolves today; the change is for a person to review."""
    rows = sorted(
        (*name.split(":"), hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in resolved().items()
    )
    head = f"# group artifact version sha256; resolved from {' and '.join(ROOTS)}\n"
    LOCK.write_text(head + "".join(" ".join(row) + "\n" for row in rows), encoding="utf-8")
