"""Journeys: what has become of each directive, told by the events of the other services."""
