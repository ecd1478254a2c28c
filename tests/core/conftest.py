"""Every database of these tests holds the world of tests/support/builders.py."""

import pytest


@pytest.fixture
def database_url(world_url: str) -> str:
    """A world of the test's own, on SQLite and then on PostgreSQL."""
    return world_url
