"""Calendars: the days offices rest and the weekend days they work, per year."""
