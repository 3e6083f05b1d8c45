"""Deliveries: what leaves by e-mail, tried until it is sent or cannot be."""
