"""Decisions: several nominations, one numbered document, the awards it gives."""
