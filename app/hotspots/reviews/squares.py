"""What a unit is called before others: a named place by its name, a square no finer than what is published. Pure."""

from __future__ import annotations

import re

#: HOTSPOTS.md, "Publishing": squares of 200 m and more
SHARED_M, OWN_M = 200, 100
_SQUARE = re.compile(r"r(\d+)-(-?\d+)-(-?\d+)")


def shared_unit(unit_id: str, place_name: str | None) -> tuple[str, str]:
    """(id, name) as other organisations see them: a square of 100 m is the one of 200 m that holds it."""
    if place_name is not None:
        return unit_id, place_name
    found = _SQUARE.fullmatch(unit_id)
    if found is None:
        return "", "–"
    side_m, ix, iy = (int(each) for each in found.groups())
    if side_m < SHARED_M:
        step = SHARED_M // side_m
        side_m, ix, iy = SHARED_M, ix // step, iy // step
    shared = f"r{side_m}-{ix}-{iy}"
    return shared, shared
