"""P17, P20, P21: processes that come and go in good order, under load."""

from __future__ import annotations

from dataclasses import replace

from infra.local.ports import free_ports
from tests.faults.balancer import Balancer
from tests.faults.ground import Ground, fault, row
from tests.faults.scene import API, CONSUMER, RELAY, SCHEDULER, WORKER, Process, Scene
from tests.faults.system import System
from tests.faults.table import Row
from tests.faults.waiting import until

STOP_SECONDS = 25.0
# Between "not ready" and the stop the balancer has time to notice.
DRAINING = {"DRAIN_SECONDS": "1"}


@fault("P17", "rolling restart of every process")
def p17(ground: Ground) -> Row:
    """A restart of all is noticed by no caller, of the harness nor of the six services."""
    made = restarted(ground)
    return and_the_six(made, ground.system()) if ground.size.patient else made


def and_the_six(made: Row, system: System) -> Row:
    """Replace each process of the six services under the story; add what that did to a row."""
    broken = system.play_and_replace()
    asked = sum(front.answered for front in system.fronts.values())
    failed = sum(front.failed for front in system.fronts.values())
    lost, ghost = system.unapplied()
    broken += [f"{failed} requests to the six services failed"] if failed else []
    note = f"{made.note}; the six services: {system.replaced} processes, {asked} requests, {failed} failed"
    counted = {"injected": made.injected + system.replaced, "lost": made.lost + lost}
    return replace(made, **counted, ghost=made.ghost + ghost, note=note, broken=[*made.broken, *broken])


def restarted(ground: Ground) -> Row:
    """Restart two of each process of the harness."""
    with ground.scene() as scene:
        ports = free_ports(2)
        others = scene.all_started(*(kind for kind in (RELAY, SCHEDULER, WORKER) for _ in range(2)))
        balancer = Balancer([scene.started(*API, port=port, **DRAINING) for port in ports])
        with scene.writers(port=balancer.port) as writers:
            for number, one in enumerate(balancer.instances):
                writers.await_more(20)
                one.terminate()
                balancer.instances[number] = scene.started(*API, port=one.port, **DRAINING)
            for number, one in enumerate(others):
                writers.await_more(20)
                one.terminate()
                others[number] = scene.started(one.who, one.command)
        balancer.close()
        for one in others:
            if one.command == "schedule":
                one.terminate()
        scene.settle()
        ledger, failures = scene.ledger(writers.answers.acked), writers.answers.failures
        broken = [f"{number} requests got {status or 'no answer'}" for status, number in failures.items()]
        note = f"{len(writers.answers.acked)} requests, none failed" if not failures else "requests failed"
        return row(ledger, 2 + len(others), scene.watch.longest_gap(), note, broken)


@fault("P20", "consumers from 1 to 4 to 2")
def p20(ground: Ground) -> Row:
    """Partitions move between consumers, and each event is applied once by one of them."""
    with ground.scene() as scene:
        _, _, first = scene.all_started(API, RELAY, CONSUMER)
        members = [first]
        with scene.writers() as writers:
            for _ in range(3):
                writers.await_more(50)
                members.append(scene.started(*CONSUMER))
            writers.await_more(50)
            for leaving in members[:2]:
                leaving.terminate()
                writers.await_more(50)
        scene.settle()
        ledger = scene.ledger(writers.answers.acked)
        applied = ", ".join(f"{scene.counted(one, 'applied'):.0f}" for one in members[2:])
        note = f"five rebalances; the two that stayed applied {applied}"
        return row(ledger, 5, scene.watch.longest_gap(), note)


@fault("P21", "SIGTERM of each type of process")
def p21(ground: Ground) -> Row:
    """A process that is asked to stop finishes what it has, gives up what it holds, and ends in time."""
    broken: list[str] = []
    took: dict[str, float] = {}
    with ground.scene() as scene:
        api, *others = scene.all_started(API, RELAY, SCHEDULER, CONSUMER)
        running = {one.command: one for one in others}
        with scene.writers() as writers:
            for command, process in running.items():
                writers.await_more(20)
                took[command] = process.terminate()
                broken += left_behind(scene, command)
                running[command] = scene.started(process.who, command)
                broken += redelivered(scene, running[command])
            took["worker"] = worker_stopped(scene, running, broken)
            took["api"] = api.terminate()
            scene.api()
        running["schedule"].terminate()
        scene.settle()
        ledger, stall = scene.ledger(writers.answers.acked), scene.watch.longest_gap()
        broken += [
            f"{who} took {seconds:.0f} s to stop" for who, seconds in took.items() if seconds > STOP_SECONDS
        ]
        if ledger.duplicates():
            broken.append(f"{ledger.duplicates()} records were sent again")
        note = ", ".join(f"{who} {seconds:.1f} s" for who, seconds in took.items())
        return row(ledger, len(took), stall, f"stopped in: {note}", broken)


def worker_stopped(scene: Scene, running: dict[str, Process], broken: list[str]) -> float:
    """Let one process do the listener's whole work, and stop that."""
    running.pop("consume").terminate()
    worker = scene.started(*WORKER)
    broken += redelivered(scene, worker)
    took = worker.terminate()
    broken += left_behind(scene, "worker")
    scene.started(*CONSUMER)
    return took


def left_behind(scene: Scene, command: str) -> list[str]:
    """Tell which lease a stopped process still holds."""
    database = scene.listener if command == "worker" else scene.writer
    held = {"$expr": {"$gt": ["$until", "$$NOW"]}}
    name = {"relay": "relay", "schedule": "schedule", "worker": "relay"}.get(command)
    count = database["leases"].count_documents({"_id": name} | held)
    return [f"{command} stopped and holds its lease"] if count else []


def redelivered(scene: Scene, process: Process) -> list[str]:
    """Tell how many events the successor of a stopped consumer got again."""
    if process.command not in {"consume", "worker"}:
        return []
    until(lambda: scene.counted(process, "applied"), "the successor applies")
    again = scene.counted(process, "duplicate")
    return [f"{again:.0f} events were delivered again"] if again else []
