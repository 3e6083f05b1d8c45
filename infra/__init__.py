"""What runs the system on a machine."""
