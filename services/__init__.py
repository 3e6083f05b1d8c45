"""The services: one folder, one database, one API each; none imports another."""
