"""Child processes that never outlive us: each in its own session, killed by the kernel when we die.

Their output goes to one log file each. Stopping is SIGTERM, a bounded wait, then SIGKILL.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from infra.local.terminal import CannotGoOn

STOP_SECONDS = 30.0
LAST_LINES = 15
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class ChildDied(CannotGoOn):
    """A child ended by itself; the message shows its last words."""


def _die_with(parent: int) -> Callable[[], None]:
    def before_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


class Child:
    """A started process and its log."""

    def __init__(
        self, name: str, command: Sequence[str | Path], log: Path, environ: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environ or {})},
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ended(self) -> int | None:
        """Return its exit status, None while it runs."""
        return self._process.poll()

    def require_alive(self) -> None:
        """Raise ChildDied when it has ended."""
        status = self.ended()
        if status is not None:
            raise ChildDied(
                f"{self.name} ended with status {status}; the end of {self.log}:\n{self.last_words()}"
            )

    def last_words(self) -> str:
        """Return the last lines of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-LAST_LINES:])

    def tell(self, number: int) -> None:
        """Send it and its own children a signal, if it still runs."""
        if self.ended() is None:
            os.killpg(self.pid, number)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End it: politely, then not."""
        self.tell(signal.SIGTERM)
        self.wait(seconds)

    def wait(self, seconds: float = STOP_SECONDS) -> None:
        """Wait for its end; after `seconds` it is killed."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, with everything it started."""
        if self.ended() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """End all: every one is asked first, then each is waited for."""
    for child in children:
        child.tell(signal.SIGTERM)
    for child in children:
        child.wait()


def python(*arguments: str) -> list[str]:
    """Return the command that runs this Python with `arguments`."""
    return [sys.executable, *arguments]
