"""Officers: people, their positions and rights, their contacts and accounts."""
