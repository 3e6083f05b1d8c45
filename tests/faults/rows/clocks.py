"""P15: processes whose clocks are wrong by an hour, both ways."""

from __future__ import annotations

from tests.faults.ground import Ground, fault, row
from tests.faults.leases import LeaseWatch
from tests.faults.scene import Process, Scene
from tests.faults.table import Row
from tests.faults.waiting import until

HOUR = 3600


@fault("P15", "clocks of relays and consumers an hour fast and slow")
def p15(ground: Ground) -> Row:
    """Who leads is judged by the server's clock alone: never two at once, whatever the holders believe."""
    with ground.scene() as scene:
        scene.api()
        leases = LeaseWatch(scene.writer["leases"])
        relays = [scene.started("writer", "relay", *shifted(hours)) for hours in (1, -1, 0)]
        for hours in (1, -1):
            scene.started("listener", "consume", *shifted(hours))
        with scene.writers() as writers:
            for _ in range(2):
                writers.await_more(20)
                leaving = leader(scene, relays)
                leaving.terminate()
                relays.remove(leaving)
                until(lambda: leading(scene, relays), "another relay leads")
            relays.append(scene.started("writer", "relay", *shifted(1)))
            leader(scene, relays).kill()
            scene.await_projected(writers)
        scene.settle()
        leases.end()
        ledger, overlaps = scene.ledger(writers.answers.acked), leases.overlaps()
        note = f"{leases.changes()} changes of leader, {overlaps} before the lease was over; {ONLY_PYTHON}"
        broken = [f"{overlaps} relays took a lease that was not over"] if overlaps else []
        return row(ledger, 5, scene.watch.longest_gap(), note, broken)


ONLY_PYTHON = "the processes' own clocks are shifted, mongod's is not"


def shifted(hours: int) -> tuple[str, str]:
    """Return the option that shifts a process's clock."""
    return "--clock", f"{hours * HOUR}"


def leading(scene: Scene, relays: list[Process]) -> Process | None:
    """Return the relay that holds the lease now, by its process id."""
    held = scene.writer["leases"].find_one({"_id": "relay", "$expr": {"$gt": ["$until", "$$NOW"]}})
    pid = int(held["owner"].split(":")[1]) if held else 0
    return next((relay for relay in relays if relay.child.pid == pid), None)


def leader(scene: Scene, relays: list[Process]) -> Process:
    """Return the leading relay; raises InVain when none leads."""
    until(lambda: leading(scene, relays), "a relay leads")
    found = leading(scene, relays)
    assert found is not None
    return found
