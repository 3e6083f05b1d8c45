"""Việc của tôi: what is overdue, due soon or waiting for the person who is signed in."""
