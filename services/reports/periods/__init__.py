"""When reports are due: one form, one year, one receiver."""
