"""Agencies: the effective-dated tree of bodies and the bodies outside it."""
