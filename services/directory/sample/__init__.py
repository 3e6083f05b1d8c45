"""The sample province of 2024: bodies under their real names, people under plainly made-up ones."""
