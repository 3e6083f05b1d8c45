"""The machinery every service shares: how a request, an event and a process live. No business words."""
