"""Exemplars: spotted by a unit, verified or rejected by a council."""
