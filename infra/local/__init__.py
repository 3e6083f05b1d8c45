"""The whole system on this machine with one command."""
