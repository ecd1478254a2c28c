"""Every database of these tests holds the world of tests/support/builders.py."""

from datetime import timedelta

import pytest

from config import Config
from tests.support.processes import DEADLINE_S


@pytest.fixture
def database_url(world_url: str) -> str:
    """A world of the test's own, on SQLite and then on PostgreSQL."""
    return world_url


@pytest.fixture
def config(database_url, tmp_path):
    """Writers wait for each other for as long as it takes: on a busy machine 5 s are soon over."""
    return Config.for_test(
        database_url=database_url,
        instance_path=tmp_path,
        writer_wait=timedelta(seconds=DEADLINE_S),
    )
