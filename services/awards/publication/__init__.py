"""Awards given, and those the public may see."""
