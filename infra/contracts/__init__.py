"""Generates what can be read from the contracts and the services: AsyncAPI, OpenAPI, the page of events."""
