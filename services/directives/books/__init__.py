"""Books: the registers that give outgoing and arrival numbers, unique and without gaps."""
