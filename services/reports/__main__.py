"""The commands of the reports service: python -m services.reports api | consume | relay | …"""

from chassis.cli import commands
from services.reports.main import SERVICE

if __name__ == "__main__":
    commands(SERVICE)()
