"""Fan-out: what it costs per recipient to send a plan to everybody, from the command to the last row.

A province has as many agencies as the plan has recipients, so that nothing is spread over a larger audience.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.bench.figures import Figure, figure, spread
from tests.bench.ground import Ground, bench
from tests.bench.province import Province, province


@bench("fanout", "fanout_growth")
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figure of the fan-out."""
    size = ground.size
    few, many = size.small_audience, size.audience
    with province(ground, few) as small, province(ground, many) as large:
        rounds = [(_cost(small, size.repeats), _cost(large, 1)) for _ in range(size.rounds)]
    cheap, dear = (list(each) for each in zip(*rounds, strict=True))
    told = f"µs per recipient: {spread(cheap)} at {few:,}, {spread(dear)} at {many:,}"
    yield figure("fanout_growth", median(dear) / median(cheap), told)


def _cost(there: Province, times: int) -> float:
    """Return the µs per recipient of plans sent to everybody, the middle one of `times`."""
    return median(there.issue_and_arrive() for _ in range(times)) / there.size * 1e6
