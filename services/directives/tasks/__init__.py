"""Tasks: what a registered directive wants of one agency, clause by clause."""
