"""The menu: which rooms there are, where the reader is, and how much waits."""
