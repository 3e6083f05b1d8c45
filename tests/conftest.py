"""What every test may ask for: real servers, a service on a fresh database, events."""

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.web", "tests.fixtures.events"]
