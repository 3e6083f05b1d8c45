"""`rebuild`: the read models once more from the wire, while the ones that are there go on answering.

1. Look at the live store at one instant: how far it has read, and what it holds.
2. Fill a second store from the beginning of Kafka exactly that far.
3. Compare; put right what differs, some documents at a time, each time only while the live store has read
   nothing since. Where it has, begin again at 1: the second store then reads on from where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice

import click
from pymongo import DeleteOne, ReplaceOne, UpdateMany

from chassis import inbox
from chassis.batch import Positions
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import read_settings
from chassis.transaction import Tx
from services.portal.rebuilding.comparing import Comparison, Unlike
from services.portal.rebuilding.replica import Replica, replica

NAMED, TOGETHER, ROUNDS = 20, 500, 10
SECONDS = 30.0


def rebuild(service: Service, *, check: bool) -> bool:
    """Make the read models again and tell whether they are as they should be; `check` changes nothing."""
    settings = read_settings(service)
    with closing(Database.of(settings)) as live, replica(service, settings) as second:
        # What takes long comes before the instant at which the live store is looked at.
        second.read_up_to(inbox.positions(live.reading()))
        equal = _compare(live, second, check=check)
        for _ in range(0 if check else ROUNDS):
            if equal:
                break
            equal = _compare(live, second, check=check)
        if letters := second.dead_letters():
            click.echo(f"{letters} events could not be applied: python -m services.portal redrive list")
        return equal


def _compare(live: Database, second: Replica, *, check: bool) -> bool:
    """Compare both stores once and put right what differs; return whether nothing did."""
    comparison, found, mended = Comparison(), 0, 0
    with _at_one_instant(live) as there:
        read = inbox.positions(there)
        second.read_up_to(read)
        unlike = comparison.unlike(there, second.database.reading())
        while several := list(islice(unlike, TOGETHER)):
            for one in several[: max(NAMED - found, 0)]:
                click.echo(f"unlike: {one.told}")
            found += len(several)
            mended += 0 if check else _mend(live, second, read, several)
    click.echo(f"live    {comparison.live.hexdigest()}")
    click.echo(f"rebuilt {comparison.rebuilt.hexdigest()}, of {sum(read.values())} records")
    click.echo("equal" if comparison.equal else f"not equal: {found} documents, {mended} put right")
    return comparison.equal


@contextmanager
def _at_one_instant(live: Database) -> Iterator[Tx]:
    """Yield what the store holds now, whatever is applied meanwhile."""
    with live.db.client.start_session(snapshot=True) as session:
        yield Tx(live.db, session)


def _mend(live: Database, second: Replica, read: Positions, several: Sequence[Unlike]) -> int:
    """Put these documents right unless the live store has read on since; return how many."""

    def write(tx: Tx) -> int:
        if inbox.positions(tx) != read:
            return 0
        # A consumer that reads on at this moment then meets this transaction, and one of both runs again.
        tx.write(inbox.POSITIONS, [UpdateMany({}, {"$inc": {"rebuilt": 1}})])
        for collection in {one.collection for one in several}:
            ids = [one.id for one in several if one.collection == collection]
            right = second.database.reading().get_many(collection, ids)
            tx.write(collection, [_righted(id, right.get(id)) for id in ids])
        return len(several)

    return live.transaction(write, SECONDS)


def _righted(id: str, right: dict[str, object] | None) -> DeleteOne | ReplaceOne:
    wanted = {"_id": id}
    return DeleteOne(wanted) if right is None else ReplaceOne(wanted, right, upsert=True)
