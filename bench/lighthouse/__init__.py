"""Lighthouse, with npm packages of its own: `make run` need not fetch them."""
