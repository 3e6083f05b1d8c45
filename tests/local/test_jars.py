"""The broker's jars: fetched once, each held to the lock's digest, never used otherwise."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from infra.local import jars
from infra.local.terminal import CannotGoOn

NAME = "org.example:sample:1.0"


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock of one jar, an empty cache, and the jar as the repository would give it."""
    jar = tmp_path / "fetched.jar"
    jar.write_bytes(b"the right bytes")
    lock = tmp_path / "jars.lock"
    lock.write_text(f"# head\n{NAME.replace(':', ' ')} {hashlib.sha256(b'the right bytes').hexdigest()}\n")
    monkeypatch.setattr(jars, "LOCK", lock)
    monkeypatch.setattr(jars, "resolved", lambda: {NAME: jar})
    monkeypatch.setenv("LIEMCHINH_CACHE", str(tmp_path / "cache"))
    return jar


def test_a_jar_is_fetched_once_and_kept(fetched: Path) -> None:
    assert not jars.ready()
    [kept] = jars.jars()
    assert kept.read_bytes() == b"the right bytes"
    fetched.unlink()
    assert jars.jars() == [kept]


def test_a_jar_that_is_not_what_the_lock_says_is_not_kept(fetched: Path) -> None:
    fetched.write_bytes(b"other bytes")
    with pytest.raises(jars.JarMismatch, match=f"{NAME} has SHA-256"):
        jars.jars()
    assert not jars.ready()


def test_another_set_of_jars_than_the_lock_has_is_refused_by_name(fetched: Path) -> None:
    with fetched.with_name("jars.lock").open("a") as lock:
        lock.write(f"org.example other 2.0 {'0' * 64}\n")
    with pytest.raises(jars.JarMismatch, match=r"org\.example:other"):
        jars.jars()


def test_a_repository_out_of_reach_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEMCHINH_CACHE", str(tmp_path))
    monkeypatch.setenv("M2_REPO", str(tmp_path / "m2"))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(CannotGoOn, match="Kafka's jars could not be fetched from Maven Central"):
        jars.jars()


def test_the_lock_holds_the_broker_and_its_voice() -> None:
    names = jars.locked()
    assert set(jars.ROOTS) <= set(names)
    assert len(names) == 46
    assert all(len(digest) == 64 for digest in names.values())
