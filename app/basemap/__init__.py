"""Basemaps: one PMTiles file for each area, which phones fetch once and draw without a network (ADR 0008)."""
