"""The forms of host reports: dated data, never code."""
