"""The portal's processes and jobs: `python -m services.portal …`."""

from __future__ import annotations

from chassis.cli import commands
from services.portal.main import SERVICE

cli = commands(SERVICE)

if __name__ == "__main__":
    cli()
