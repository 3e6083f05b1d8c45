"""What every test may ask for: real servers, a service on a fresh database, events."""

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.web", "tests.fixtures.events"]

# Needs a browser, and a whole system of its own: `make test-browser`.
collect_ignore = ["browser"]
