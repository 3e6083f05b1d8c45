"""Directives: documents out and in, dispatch, registers, clauses and tasks."""
