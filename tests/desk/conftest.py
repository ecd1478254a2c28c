"""Every database of these tests holds the world of tests/support/builders.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.clock import SettableClock
from tests.desk.four_evenings import walk_four_evenings
from tests.support.desks import Desk


@pytest.fixture
def database_url(world_url: str) -> str:
    """A world of the test's own, on SQLite and then on PostgreSQL."""
    return world_url


@pytest.fixture
def desk_of(app: Flask) -> Callable[[str], Desk]:
    """The desk of somebody of the world who is signed in: `desk_of("supervisor")`."""
    return lambda name: Desk(app, name)


@pytest.fixture
def evenings(app: Flask, clock: SettableClock) -> None:
    """Four evenings at the station, two things seen on each; nobody was at Coop."""
    walk_four_evenings(app, clock)
