"""The doctor: what this machine lacks, each with the command that installs it. Standard library only."""

from __future__ import annotations

import ctypes.util
import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
NEEDED_GB = 2
PYTHON = (3, 11)
LAUNCH_SECONDS = 20
MACHINES = ("x86_64", "aarch64")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and what to type when it is not."""

    name: str
    well: bool
    remedy: str
    needed: bool = True


def findings(quick: bool = False) -> Iterator[Finding]:
    """Yield what was looked at; `quick` leaves out what only an installed environment has."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", sys.version_info >= PYTHON, "sudo apt-get install python3.11")
    venv = f"sudo apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv"
    yield Finding("venv with pip", _has("venv") and _has("ensurepip"), venv)
    for tool in ("make", "git"):
        yield Finding(tool, shutil.which(tool) is not None, f"sudo apt-get install {tool}")
    free = shutil.disk_usage(PROJECT).free // 10**9
    yield Finding(f"{free} GB of disk free", free >= NEEDED_GB, f"free {NEEDED_GB} GB below {PROJECT.name}")
    yield _machine()
    if not quick:
        yield from _installed()


def _machine() -> Finding:
    """Look for what the wheels of the servers are built for."""
    library = platform.libc_ver()[0]
    name = f"{platform.system()} {platform.machine()} {library}".rstrip()
    well = platform.system() == "Linux" and platform.machine() in MACHINES and library == "glibc"
    return Finding(name, well, f"use Linux with glibc on {' or '.join(MACHINES)}, or set SERVERS=docker")


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _installed() -> Iterator[Finding]:
    python = PROJECT / ".venv" / "bin" / "python"
    yield Finding("the environment .venv", python.exists(), "make setup")
    if not python.exists():
        return
    mongod = _ask(python, "from infra.local.mongo import binary; print(binary() or '')")
    library = ctypes.util.find_library("curl") or ctypes.util.find_library("curl-gnutls")
    remedy = "sudo apt-get install libcurl4 libssl3" if not library else "make clean setup"
    yield Finding("mongod runs", _launches([mongod, "--version"]), remedy)
    java = _ask(python, "from infra.local.kafka import java; print(java() or '')")
    yield Finding(
        "Java runs", _launches([java, "-version"]), "make clean setup, or set JAVA to a Java 17 or newer"
    )
    jars = _ask(python, "from infra.local.jars import ready; print(ready() or '')")
    yield Finding("Kafka's jars are fetched", bool(jars), "make demo (fetches them)", needed=False)
    yield browser(needed=False)


def browser(needed: bool) -> Finding:
    """Look for the browser of Debian's package, which the browser tests and the screenshots drive."""
    there = shutil.which("chromium") is not None
    return Finding("Chromium, for browser tests", there, "sudo apt-get install chromium", needed)


def _ask(python: Path, code: str) -> str:
    told = subprocess.run([python, "-W", "ignore", "-c", code], cwd=PROJECT, capture_output=True, text=True)
    return told.stdout.strip()


def _launches(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=LAUNCH_SECONDS).returncode == 0
    except OSError:
        return False


def report(looked_at: Iterator[Finding], say: Callable[[str], object], quiet: bool = False) -> int:
    """Tell each finding, in quiet mode only what is missing; return 1 when something needed is missing."""
    missing = 0
    for finding in looked_at:
        if finding.well:
            if not quiet:
                say(f"ok       {finding.name}")
            continue
        missing += finding.needed
        say(f"{'MISSING' if finding.needed else 'optional'}  {finding.name}: {finding.remedy}")
    return 1 if missing else 0


def main(arguments: list[str] | None = None) -> int:
    """Print the findings; `--quick` for an installation, `--browser` for a browser: what is missing."""
    asked = sys.argv[1:] if arguments is None else arguments
    if "--browser" in asked:
        return report(iter([browser(needed=True)]), print, quiet=True)
    quick = "--quick" in asked
    return report(findings(quick), print, quiet=quick)


if __name__ == "__main__":
    sys.exit(main())
