"""Calls: the public APIs of the other services, asked as the person who is signed in."""
