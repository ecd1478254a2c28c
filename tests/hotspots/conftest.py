"""Databases of these tests hold the world of tests/support/builders.py; the tests of the method ask for none."""

import pytest


@pytest.fixture
def database_url(world_url: str) -> str:
    """A world of the test's own, on SQLite and then on PostgreSQL."""
    return world_url
