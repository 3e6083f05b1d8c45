"""Sessions: passwords checked, tokens issued and renewed, keys published."""
