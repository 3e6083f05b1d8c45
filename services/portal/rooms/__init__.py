"""Rooms: where officers do their work; each asks the services that own it, and decides nothing itself."""
