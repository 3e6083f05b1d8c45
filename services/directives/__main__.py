"""The commands of the directives service: python -m services.directives api | consume | relay | parse | …"""

from chassis.cli import commands
from services.directives.main import SERVICE
from services.directives.parsing.command import parse_command

if __name__ == "__main__":
    cli = commands(SERVICE)
    cli.add_command(parse_command)
    cli()
