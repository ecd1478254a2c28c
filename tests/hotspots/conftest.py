"""Databases of these tests hold the world of tests/support/builders.py; the tests of the method ask for none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask

    from app.core.clock import SettableClock
    from tests.hotspots.evenings import Town
    from tests.support.phones import Phone


@pytest.fixture
def database_url(world_url: str) -> str:
    """A world of the test's own, on SQLite and then on PostgreSQL."""
    return world_url


@pytest.fixture
def town(app: Flask, clock: SettableClock, signed_in: Callable[..., Phone]) -> Town:
    """A world in which evenings on patrol pass."""
    from tests.hotspots.evenings import Town

    return Town(app, clock, signed_in)
