"""The portal in a real browser: the story by keyboard, what every page promises, and its pictures."""
