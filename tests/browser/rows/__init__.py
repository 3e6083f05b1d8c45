"""The human steps of the story's rows 1 to 15, as the officers take them before the portal."""

from tests.browser.play import Row
from tests.browser.rows import commending, directing, reporting

ROWS: list[Row] = [*directing.SCRIPT.rows, *reporting.SCRIPT.rows, *commending.SCRIPT.rows]
