"""Nothing is left behind: not by Ctrl-C, a closed terminal, the death of a child or of ourselves."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.processes import Child, ChildDied
from infra.local.terminal import CannotGoOn, held, holder
from tests.architecture.source import ROOT

# Stays up as `make run` does, on children that would outlive it; one ends when it reads a line.
PROGRAM = """
    import sys, time
    from pathlib import Path
    from infra.local.processes import Child, stop_all
    from infra.local.terminal import Terminal, told

    folder = Path(sys.argv[1])
    with told():
        terminal = Terminal()
        children = [Child(name, ["sleep", "600"], folder / f"{name}.log") for name in ("one", "two")]
        frail = ["sh", "-c", f"echo last words; read line < {folder}/fifo"]
        children.append(Child("frail", frail, folder / "frail.log"))
        try:
            print("up", flush=True)
            (folder / "pids").write_text(" ".join(str(child.pid) for child in children))
            while True:
                for child in children:
                    child.require_alive()
                terminal.require_open()
                time.sleep(0.05)
        finally:
            stop_all(children)
"""


class Run:
    """The program above, started; `children` are the process ids of what it started."""

    def __init__(self, folder: Path, on_terminal: bool) -> None:
        os.mkfifo(folder / "fifo")
        self.folder = folder
        self.master, output = pty.openpty() if on_terminal else (None, subprocess.PIPE)
        program = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder)]
        self.process = subprocess.Popen(
            program, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.children = self._pids()

    def _pids(self) -> list[int]:
        file = self.folder / "pids"
        eventually(lambda: file.exists() and len(file.read_text().split()) == 3)
        return [int(pid) for pid in file.read_text().split()]

    def output(self) -> str:
        """Return all it printed, once it has ended."""
        assert self.process.stdout is not None
        return self.process.communicate(timeout=30)[0].decode()

    def left(self) -> list[int]:
        return [pid for pid in self.children if Path(f"/proc/{pid}").exists()]


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_order(tmp_path: Path, number: int) -> None:
    run = Run(tmp_path, on_terminal=False)
    run.process.send_signal(number)
    assert run.output() == "up\nstopped\n"
    assert (run.process.returncode, run.left()) == (0, [])


def test_a_second_signal_does_not_disturb_the_stopping(tmp_path: Path) -> None:
    run = Run(tmp_path, on_terminal=False)
    os.kill(run.children[0], signal.SIGSTOP)
    eventually(lambda: state(run.children[0]) == "T")
    run.process.send_signal(signal.SIGINT)
    eventually(lambda: state(run.children[1]) == "Z")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        run.process.send_signal(number)
    os.kill(run.children[0], signal.SIGCONT)
    assert run.output() == "up\nstopped\n"
    assert (run.process.returncode, run.left()) == (0, [])


def state(pid: int) -> str:
    """Return the kernel's letter for what a process does: T is stopped, Z has ended."""
    [letter] = re.findall(r"^State:\s+(\w)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return str(letter)


def test_a_child_that_dies_ends_the_others_and_its_last_words_are_told(tmp_path: Path) -> None:
    run = Run(tmp_path, on_terminal=False)
    (tmp_path / "fifo").write_text("die\n")
    told = run.output()
    assert "frail ended with status 0" in told
    assert "last words" in told
    assert (run.process.returncode, run.left()) == (1, [])


def test_a_terminal_that_goes_away_ends_everything_also_when_nobody_tells_us(tmp_path: Path) -> None:
    run = Run(tmp_path, on_terminal=True)
    # The program is not the first process of this terminal, so the kernel sends it no signal.
    assert run.master is not None
    os.close(run.master)
    eventually(lambda: run.process.poll() is not None)
    assert run.left() == []


def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    run = Run(tmp_path, on_terminal=False)
    run.process.kill()
    run.process.wait()
    eventually(lambda: not run.left())
    run.output()


def test_a_child_that_does_not_listen_is_killed_with_what_it_started(tmp_path: Path) -> None:
    deaf = "trap '' TERM; sleep 600 & echo $!; wait"
    child = Child("deaf", ["bash", "-c", deaf], tmp_path / "deaf.log")
    eventually(lambda: child.log.read_text().strip().isdigit())
    grandchild = Path(f"/proc/{child.log.read_text().strip()}")
    child.stop(seconds=0.2)
    assert child.ended() == -signal.SIGKILL
    eventually(lambda: not grandchild.exists())


def test_a_child_that_ended_says_with_which_status_and_where_its_log_is(tmp_path: Path) -> None:
    child = Child("brief", ["sh", "-c", "echo why; exit 3"], tmp_path / "brief.log")
    child.wait()
    with pytest.raises(ChildDied, match=rf"brief ended with status 3; the end of {child.log}:\n  why"):
        child.require_alive()


def test_one_run_holds_its_data_until_it_ends_in_whatever_way(tmp_path: Path) -> None:
    file = tmp_path / "run.pid"
    assert holder(file) is None
    with held(file):
        assert holder(file) == os.getpid()
        with pytest.raises(CannotGoOn, match=f"it runs already, as process {os.getpid()}"), held(file):
            pass
    assert holder(file) is None


def test_the_number_a_killed_run_left_behind_is_nobody(tmp_path: Path) -> None:
    file = tmp_path / "run.pid"
    file.write_text(str(os.getpid()))
    assert holder(file) is None
