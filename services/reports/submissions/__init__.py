"""The reports that agencies write, sign and hand in."""
