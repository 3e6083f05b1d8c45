"""P1–P3: every kind of process killed with SIGKILL, at each named step and at random, under load."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from infra.local.ports import is_taken
from tests.faults.ground import Ground, fault, row
from tests.faults.scene import Process, Scene
from tests.faults.table import Row
from tests.faults.waiting import until

RELAY_STEPS = ("after-lease", "after-read", "mid-send", "before-mark", "after-mark")
CONSUMER_STEPS = ("after-poll", "in-transaction", "after-transaction", "after-commit")
LEASE_AND_TWO = 12.0


@fault("P1", "SIGKILL of API worker, API master and scheduler")
def p1(ground: Ground) -> Row:
    """A 2xx answer survives whichever process dies, and a repeated command is done once."""
    chance, injected = random.Random(1), 0
    with ground.scene() as scene:
        api = scene.api(WEB_CONCURRENCY="2")
        scene.started("writer", "relay")
        scene.started("listener", "consume")
        ticking = [scene.started("writer", "schedule") for _ in range(2)]
        with scene.writers() as writers:
            for number in range(2 * ground.size.kills):
                time.sleep(chance.uniform(0.2, 1.0))
                os.kill(chance.choice(workers_of(api)), signal.SIGKILL)
                ticking[number % 2].kill()
                ticking[number % 2] = scene.start("writer", "schedule")
                injected += 2
            for _ in range(max(1, ground.size.kills // 2)):
                time.sleep(chance.uniform(0.2, 1.0))
                api = master_killed(scene, api)
                writers.await_more(20)
                injected += 1
        for one in ticking:
            scene.await_ready(one).terminate()
        scene.settle()
        ledger, answers = scene.ledger(writers.answers.acked), writers.answers
        note = f"{len(answers.acked)} acknowledged; {answers.failures[0]} requests unanswered and repeated"
        ticks = sum(one.startswith("tick") for one in ledger.commands)
        return row(
            ledger, injected, answers.longest_gap(), f"{note}; {ticks} ticks of the scheduler, none twice"
        )


def workers_of(api: Process) -> list[int]:
    """Return the process ids of the API's workers, which its master has forked."""
    pid = api.child.pid
    until(lambda: _children(pid), "the master has workers")
    return _children(pid)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def master_killed(scene: Scene, api: Process) -> Process:
    """Kill the master alone; its workers notice and end by themselves, and a new API takes the port."""
    os.kill(api.child.pid, signal.SIGKILL)
    until(lambda: not is_taken(scene.api_port), "the orphaned workers give the port up")
    return scene.api(WEB_CONCURRENCY="2")


@fault("P2", "SIGKILL of the relay at each step and at random")
def p2(ground: Ground) -> Row:
    """What was committed is sent, whatever step the relay dies at; the next one takes over."""
    chance, size = random.Random(2), ground.size
    with ground.scene() as scene:
        scene.api()
        scene.started("listener", "consume")
        with scene.writers() as writers:
            for step in RELAY_STEPS:
                nth = 1 if step == "after-lease" else chance.randint(1, 3)
                doomed = scene.start("writer", "relay", "--die", step, "--nth", f"{nth}")
                until(lambda one=doomed: one.child.ended() is not None, f"the relay dies {step}")
                if not size.patient:
                    scene.expire_lease()
            for _ in range(size.kills):
                relay = scene.started("writer", "relay")
                time.sleep(chance.uniform(0.0, 1.0))
                relay.kill()
                scene.expire_lease()
            scene.started("writer", "relay")
            time.sleep(1)
        scene.settle()
        ledger, stall = scene.ledger(writers.answers.acked), scene.watch.longest_gap()
        waited = "each named step waited for the lease" if size.patient else "leases ended by hand"
        note = f"{ledger.duplicates()} duplicates on the wire; {waited}"
        return row(ledger, len(RELAY_STEPS) + size.kills, stall, note)


@fault("P3", "SIGKILL of the consumer at each step, while joining and at random")
def p3(ground: Ground) -> Row:
    """Nothing is applied twice, whatever step a consumer dies at."""
    chance, size = random.Random(3), ground.size
    with ground.scene() as scene:
        scene.api()
        scene.started("writer", "relay")
        scene.started("listener", "consume")
        with scene.writers() as writers:
            for step in CONSUMER_STEPS:
                nth = chance.randint(1, 3)
                doomed = scene.start("listener", "consume", "--die", step, "--nth", f"{nth}")
                until(lambda one=doomed: one.child.ended() is not None, f"the consumer dies {step}")
                forget(scene, doomed, size.patient)
            joining = scene.start("listener", "consume")
            until(lambda: scene.group_state() != "Stable", "a consumer joins")
            joining.kill()
            forget(scene, joining, size.patient)
            for _ in range(size.kills):
                consumer = scene.started("listener", "consume")
                time.sleep(chance.uniform(0.0, 1.0))
                consumer.kill()
                forget(scene, consumer, patient=False)
        scene.settle()
        ledger, stall = scene.ledger(writers.answers.acked), scene.watch.longest_gap()
        waited = "each named step waited for its session" if size.patient else "sessions ended by hand"
        return row(ledger, len(CONSUMER_STEPS) + 1 + size.kills, stall, waited)


def forget(scene: Scene, killed: Process, patient: bool) -> None:
    """Let the group lose a killed member: by its session, ten seconds later, or now."""
    if not patient:
        scene.evict(killed)
    until(lambda: not scene.is_member(killed), "the group forgets the dead")
