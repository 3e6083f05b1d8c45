"""The pages: rendered on the server, in two languages, without any script."""
