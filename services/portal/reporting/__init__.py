"""Reporting: which reports a directive asks for, when they are due, and how many of them stand."""
