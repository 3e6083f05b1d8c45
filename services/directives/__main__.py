"""The commands of the directives service: python -m services.directives api | consume | relay | …"""

from chassis.cli import commands
from services.directives.main import SERVICE

if __name__ == "__main__":
    commands(SERVICE)()
