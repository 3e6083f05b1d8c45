"""Văn bản đi: documents of one's agency, from a text or an empty form to the number they go out with."""
