"""People of the world at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.desks import Desk


@pytest.fixture
def desk_of(app: Flask) -> Callable[[str], Desk]:
    """The desk of somebody of the world who is signed in: `desk_of("supervisor")`."""
    return lambda name: Desk(app, name)
