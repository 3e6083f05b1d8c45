"""Thông báo: what the person who is signed in has been told, read or taken note of."""
