"""What issuing learns from other services: the groups of directory, whose rules it expands."""

from __future__ import annotations

from chassis.events import Event
from chassis.text import fold
from chassis.transaction import Tx


def on_group_changed(tx: Tx, event: Event) -> None:
    """Keep the group as it is now, with the folded names by which a line is matched."""
    group = event.data
    names = dict.fromkeys(fold(name) for name in (group["name"], *group["aliases"]))
    kept = {field: group[field] for field in ("code", "name", "aliases", "rule")}
    tx.project("groups", event.subject, event.sequence, kept | {"folded_names": list(names)})


SUBSCRIPTIONS = {"group-changed.v1": on_group_changed}
