"""Recognition: the awards that were made known, for everybody to read."""
