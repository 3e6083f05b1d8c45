"""The operator's console `liemchinh`, which looks over every service of an installation."""
