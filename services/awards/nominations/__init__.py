"""Nominations: a unit asks for an exemplar to be commended."""
