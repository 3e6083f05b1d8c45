"""P17, P20, P21: processes that come and go in good order, under load."""

from __future__ import annotations

from tests.faults.ground import Ground, fault, row
from tests.faults.scene import Process, Scene
from tests.faults.table import Row
from tests.faults.waiting import until

STOP_SECONDS = 25.0


@fault("P21", "SIGTERM of each type of process")
def p21(ground: Ground) -> Row:
    """A process that is asked to stop finishes what it has, gives up what it holds, and ends in time."""
    broken: list[str] = []
    took: dict[str, float] = {}
    with ground.scene() as scene:
        api = scene.api()
        running = {
            "relay": scene.started("writer", "relay"),
            "schedule": scene.started("writer", "schedule"),
            "consume": scene.started("listener", "consume"),
        }
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
    worker = scene.started("listener", "worker")
    broken += redelivered(scene, worker)
    took = worker.terminate()
    broken += left_behind(scene, "worker")
    scene.started("listener", "consume")
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
