"""P1–P3: every kind of process killed with SIGKILL, at each named step and at random, under load."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from infra.local.ports import is_taken
from tests.faults.ground import Ground, fault, row
from tests.faults.scene import API, CONSUMER, RELAY, SCHEDULER, Process, Scene
from tests.faults.table import Row
from tests.faults.waiting import until

RELAY_STEPS = ("after-lease", "after-read", "mid-send", "before-mark", "after-mark")
CONSUMER_STEPS = ("after-poll", "in-transaction", "after-transaction", "after-commit")
# Where a lease and a session run out by themselves: what has been done is not yet noted.
UNMARKED, UNTOLD = "before-mark", "after-transaction"
# A lease, the three seconds between two looks at it, and what a process takes to start.
TAKEOVER_SECONDS = 10.0 + 3.0 + 3.0


@fault("P1", "SIGKILL of API worker, API master and scheduler")
def p1(ground: Ground) -> Row:
    """A 2xx answer survives whichever process dies, and a repeated command is done once."""
    chance, kills = random.Random(1), ground.size.kills
    masters = max(1, kills // 2)
    with ground.scene() as scene:
        api = scene.api("--die", "after-commit", "--nth", "40", WEB_CONCURRENCY="2")
        _, _, *ticking = scene.all_started(RELAY, CONSUMER, SCHEDULER, SCHEDULER)
        with scene.writers() as writers:
            writers.await_more(ground.size.events // 4)
            for number in range(2 * kills):
                time.sleep(chance.uniform(0.2, 1.0))
                os.kill(chance.choice(workers_of(api)), signal.SIGKILL)
                ticking[number % 2].kill()
                ticking[number % 2] = scene.start(*SCHEDULER)
            for number in range(masters):
                time.sleep(chance.uniform(0.2, 1.0))
                api = master_killed(scene, api, alone=number == 0)
                writers.await_more(20)
        for one in ticking:
            scene.await_ready(one).terminate()
        scene.settle()
        ledger, answers = scene.ledger(writers.answers.acked), writers.answers
        workers, ticks = killed_workers(api), sum(one.startswith("tick") for one in ledger.commands)
        note = f"{workers} workers, {masters} masters and {2 * kills} schedulers killed"
        note += f"; {len(answers.acked)} acknowledged, {answers.failures[0]} requests unanswered and repeated"
        note += f", {answers.replayed} of those done already; {ticks} ticks of the scheduler"
        broken = [] if answers.replayed else ["no worker died between commit and answer"]
        return row(ledger, workers + masters + 2 * kills, answers.longest_gap(), note, broken)


def workers_of(api: Process) -> list[int]:
    """Return the process ids of the API's workers, which its master has forked."""
    pid = api.child.pid
    until(lambda: _children(pid), "the master has workers")
    return _children(pid)


def killed_workers(api: Process) -> int:
    """Count the workers that the APIs of a scene say were killed: they share a log."""
    return api.child.log.read_text(encoding="utf-8", errors="replace").count("was sent SIGKILL")


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def master_killed(scene: Scene, api: Process, *, alone: bool) -> Process:
    """Kill the master, with its workers as a container dies, or `alone`; a new API takes the port.

    Orphaned workers notice within a second, finish what is asked on open connections, in 20 s, and end.
    """
    if alone:
        os.kill(api.child.pid, signal.SIGKILL)
    else:
        api.kill()
    until(lambda: not is_taken(scene.api_port), "the orphaned workers give the port up")
    return scene.api(WEB_CONCURRENCY="2")


@fault("P2", "SIGKILL of the relay at each step and at random")
def p2(ground: Ground) -> Row:
    """What was committed is sent, whatever step the relay dies at; the next one takes over."""
    chance, size = random.Random(2), ground.size
    with ground.scene() as scene:
        scene.all_started(API, CONSUMER)
        with scene.writers() as writers:
            for step in RELAY_STEPS:
                relay_dies(scene, step, 1 if step == "after-lease" else chance.randint(1, 3))
                # Once nobody helps: the next relay leads when the dead one's lease is over.
                if step != UNMARKED or not size.patient:
                    scene.expire_lease()
            for _ in range(size.kills):
                relay = scene.started(*RELAY)
                time.sleep(chance.uniform(0.0, 1.0))
                relay.kill()
                scene.expire_lease()
            scene.started(*RELAY)
            scene.await_projected(writers)
        scene.settle()
        ledger, stall = scene.ledger(writers.answers.acked), scene.watch.longest_gap()
        broken = [f"nothing was sent for {stall:.0f} s"] if stall > TAKEOVER_SECONDS else []
        waited = f"the lease {UNMARKED} ran out by itself" if size.patient else "leases ended by hand"
        note = f"{ledger.duplicates()} duplicates on the wire; {waited}"
        return row(ledger, len(RELAY_STEPS) + size.kills, stall, note, broken)


def relay_dies(scene: Scene, step: str, nth: int) -> None:
    """Start a relay and return when it has died."""
    scene.start(*RELAY, "--die", step, "--nth", f"{nth}").await_death(step)


@fault("P3", "SIGKILL of the consumer at each step, while joining and at random")
def p3(ground: Ground) -> Row:
    """Nothing is applied twice, whatever step a consumer dies at."""
    chance, size = random.Random(3), ground.size
    with ground.scene() as scene:
        scene.all_started(API, RELAY, CONSUMER)
        with scene.writers() as writers:
            for step in CONSUMER_STEPS:
                doomed = scene.start(*CONSUMER, "--die", step, "--nth", f"{chance.randint(1, 3)}")
                doomed.await_death(step)
                forget(scene, doomed, patient=size.patient and step == UNTOLD)
            joining = scene.start(*CONSUMER)
            until(lambda: scene.group_state() != "Stable", "a consumer joins")
            joining.kill()
            forget(scene, joining, patient=False)
            for _ in range(size.kills):
                consumer = scene.started(*CONSUMER)
                time.sleep(chance.uniform(0.0, 1.0))
                consumer.kill()
                forget(scene, consumer, patient=False)
        scene.settle()
        ledger, stall = scene.ledger(writers.answers.acked), scene.watch.longest_gap()
        waited = f"the session {UNTOLD} ran out by itself" if size.patient else "sessions ended by hand"
        return row(ledger, len(CONSUMER_STEPS) + 1 + size.kills, stall, waited)


def forget(scene: Scene, killed: Process, *, patient: bool) -> None:
    """Let the group lose a killed member: by its session, ten seconds later, or now."""
    if not patient:
        scene.evict(killed)
    until(lambda: not scene.is_member(killed), "the group forgets the dead")
