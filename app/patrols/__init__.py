"""Foot patrols and the visits that they make."""
