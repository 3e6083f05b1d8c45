"""Service principals: how a service of ours, and not a person, signs in."""
