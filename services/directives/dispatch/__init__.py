"""Dispatch: one row per directive and recipient, shared by sender and receiver, from arrival on."""
