"""The short form of the faults that every run of the tests brings about; `make faults` has all, in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.ground import FAULTS, SHORT, Ground
from tests.faults.rows import every_row
from tests.faults.scene import Servers

pytestmark = pytest.mark.timeout(300)
every_row()


@pytest.mark.parametrize("name", ["P2", "P3", "P7", "P8", "P9", "P21"])
def test_nothing_is_lost_or_done_twice(name: str, mongo_url: str, kafka_servers: str, tmp_path: Path) -> None:
    row = FAULTS[name].run(Ground(Servers(mongo_url, kafka_servers), tmp_path, SHORT))
    assert row.kept, row
    assert row.injected > 0
