"""Notifications: who is told what, reminded when, and reached how."""
