"""What others wrote lies here as it was taken."""

from pathlib import Path

import pytest

from infra.local import vendor


@pytest.mark.parametrize("folder", vendor.folders(), ids=lambda folder: folder.parts[-2])
def test_what_others_wrote_lies_here_as_it_was_taken_and_nothing_besides(folder: Path) -> None:
    found = {file.name: vendor.digest_of(file) for file in folder.iterdir() if file.name != vendor.SUMS}
    assert found == vendor.recorded(folder)
