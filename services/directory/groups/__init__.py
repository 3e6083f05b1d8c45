"""Groups: named sets of agencies whose members follow from a rule."""
