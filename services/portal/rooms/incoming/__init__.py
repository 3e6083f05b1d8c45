"""Văn bản đến: what came to one's agency, taking it into the register, and the tasks that come of it."""
