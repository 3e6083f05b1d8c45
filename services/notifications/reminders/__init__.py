"""Reminders: the ladder before and after a due day, one digest per officer and day."""
