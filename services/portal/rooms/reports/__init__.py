"""Báo cáo: what an agency owes and hands in, what it gets from others, and when each is due."""
