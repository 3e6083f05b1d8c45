"""The commands of the awards service: python -m services.awards api | consume | relay | …"""

from chassis.cli import commands
from services.awards.main import SERVICE

if __name__ == "__main__":
    commands(SERVICE)()
