"""Rooms: the places where an officer works, each a folder with its pages, words and templates (README.md)."""
