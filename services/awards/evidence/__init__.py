"""Accepted reports, which nominations rest on, and the directives they answer."""
