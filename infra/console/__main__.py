"""`python -m infra.console`, which an installation calls `liemchinh`."""

from infra.console.commands import main

if __name__ == "__main__":
    main()
