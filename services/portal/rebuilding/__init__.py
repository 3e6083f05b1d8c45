"""Rebuilding: the read models made once more from the beginning of Kafka, compared with those that answer."""
