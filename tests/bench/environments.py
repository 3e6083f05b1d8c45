"""The environments of the peers: each its own, made from a locked list and kept until the list changes.

`python -m tests.bench.environments` resolves every list anew.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import click

from tests.bench.ground import ROOT

PEERS = Path(__file__).with_name("peers")
KEPT = ROOT / ".data" / "bench" / "peers"
SECONDS = 300


class CannotInstall(Exception):
    """A peer cannot be had here; the message says why."""


def python_of(name: str) -> Path:
    """Return the Python of a peer's environment, made at first need; raises CannotInstall."""
    lock = PEERS / f"{name}.txt"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = KEPT / f"{name}-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        click.echo(f"installing {name} into {folder.relative_to(ROOT)} ...", err=True)
        _uv("venv", "--clear", "--python", sys.executable, str(folder))
        _uv("pip", "install", "--no-deps", "--require-hashes", "--python", str(python), "-r", str(lock))
        (folder / "ready").touch()
    return python


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.CalledProcessError as error:
        raise CannotInstall(error.stderr.strip().rpartition("\n")[2] or str(error)) from error
    except subprocess.TimeoutExpired as error:
        raise CannotInstall(f"not installed within {SECONDS} s") from error


def lock_all() -> None:
    """Resolve every peer's list anew, with hashes and without addresses."""
    for wanted in sorted(PEERS.glob("*.in")):
        told = [
            "--generate-hashes",
            "--universal",
            "--python-version",
            "3.11",
            "--no-header",
            "--no-annotate",
        ]
        told += ["--no-emit-index-url", "--no-emit-find-links", "--upgrade"]
        _uv("pip", "compile", str(wanted), "--output-file", str(wanted.with_suffix(".txt")), *told)


if __name__ == "__main__":
    lock_all()
