"""The story of the two documents, played through the public HTTP APIs as the officers concerned."""
