"""P15: processes whose clocks are wrong by an hour, both ways."""

from __future__ import annotations

from tests.faults.ground import Ground, fault, row
from tests.faults.leases import LeaseWatch
from tests.faults.scene import CONSUMER, RELAY, Process, Scene
from tests.faults.table import Row
from tests.faults.waiting import InVain, until
from tests.faults.writers import Writers

HOUR, TAKEOVER_SECONDS = 3600, 20.0


@fault("P15", "clocks of relays and consumers an hour fast and slow")
def p15(ground: Ground) -> Row:
    """Who leads is judged by the server's clock alone: never two at once, whatever the holders believe."""
    with ground.scene() as scene:
        leases = LeaseWatch(scene.writer["leases"])
        # Who is right leads first: a fast clock would see its lease as over.
        relays = [scene.start(*RELAY)]
        scene.api()
        leader(scene, relays)
        relays += [scene.start(*RELAY, *shifted(hours)) for hours in (1, -1)]
        consumers = [scene.start(*CONSUMER, *shifted(hours)) for hours in (1, -1)]
        for one in [*relays, *consumers]:
            scene.await_ready(one)
        broken: list[str] = []
        with scene.writers() as writers:
            try:
                handed_over(scene, relays, writers)
            except InVain as vain:
                broken.append(str(vain))
        scene.settle()
        leases.end()
        ledger, overlaps = scene.ledger(writers.answers.acked), leases.overlaps()
        note = f"{leases.changes()} changes of leader, {overlaps} before the lease was over; {ONLY_PYTHON}"
        broken += [f"taken before they were over: {overlaps} leases"] if overlaps else []
        return row(ledger, 5, scene.watch.longest_gap(), note, broken)


def handed_over(scene: Scene, relays: list[Process], writers: Writers) -> None:
    """Stop the leader twice and kill the third one, each time until another leads."""
    for _ in range(2):
        writers.await_more(20)
        leaving = leader(scene, relays)
        leaving.terminate()
        relays.remove(leaving)
        until(lambda: leading(scene, relays), "another relay leads", TAKEOVER_SECONDS)
    relays.append(scene.started(*RELAY, *shifted(1)))
    leader(scene, relays).kill()
    scene.await_projected(writers)


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
