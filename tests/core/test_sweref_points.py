"""The phone's squares are the server's: what it is tested against is what PROJ says."""

from __future__ import annotations

import json

import pytest

from tests.support.sweref_points import PATH, make_points


def test_the_phones_points_are_those_of_proj() -> None:
    kept, made = json.loads(PATH.read_text()), make_points()
    assert [(p["lon"], p["lat"]) for p in kept] == [(p["lon"], p["lat"]) for p in made]
    for side in ("east", "north"):
        assert [p[side] for p in kept] == pytest.approx([p[side] for p in made], abs=1e-3)
