"""The rules of a nomination, without any machinery."""
