"""Faults at a chosen statement of the database: raised before it runs or after it ran, as the driver would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.exc import DataError, OperationalError

from app.core.database import db

BEFORE, AFTER = "before_cursor_execute", "after_cursor_execute"


class Brittle:
    """Counts an engine's statements, and does something at one of them, once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.count = 0
        self._at = 0
        self._act: Callable[[Any], None] | None = None

    def break_at(self, number: int, act: Callable[[Any], None]) -> None:
        """At the `number`th statement from now on, `act(connection)` happens, once."""
        self.count, self._at, self._act = 0, number, act

    @property
    def is_armed(self) -> bool:
        """Whether the statement has not come yet."""
        return self._act is not None

    def listen(self, connection: Any, *_rest: Any) -> None:
        self.count += 1
        if self._act is not None and self.count == self._at:
            act, self._act = self._act, None
            act(connection)


@contextmanager
def brittle(app: Flask, when: str = BEFORE) -> Iterator[Brittle]:
    """The app's statements are counted, and one of them can be made to fail `when` it runs."""
    with app.app_context():
        found = Brittle(db.engine)
    event.listen(
        found.engine, BEFORE, _only_listen
    )  # core/statements goes by SQLAlchemy while somebody does
    event.listen(found.engine, when, found.listen)
    try:
        yield found
    finally:
        event.remove(found.engine, when, found.listen)
        event.remove(found.engine, BEFORE, _only_listen)


def _only_listen(*_event: Any) -> None:
    return


def fail_for_a_moment(_connection: Any) -> None:
    """What a lock or a failing disk raises."""
    raise OperationalError("statement", None, Exception("disk I/O error"))


def refuse(_connection: Any) -> None:
    """What a value raises that the database will not take."""
    raise DataError("statement", None, Exception("value refused"))
