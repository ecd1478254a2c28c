"""Organisations, people, their roles in areas, and getting in."""
