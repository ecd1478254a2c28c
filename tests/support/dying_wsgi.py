"""The app for gunicorn, with a push in it that is killed (SIGKILL, all of the server) at a point that a test names.

The point stands in the file `die_at` of the instance folder: `statement 7`, `commit` (before it), `committed` (after
it, before the answer) or `answer` (built, not sent). The file is taken away when the push begins, so that the server
that is started again lives.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import event

from app import create_app
from app.core.database import db

app = create_app()
_now = threading.local()


def _die() -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)
    signal.pause()


def _reached(point: str) -> None:
    if getattr(_now, "point", None) == point:
        _die()


def _count_statement(*_event: Any) -> None:
    _now.statements = getattr(_now, "statements", 0) + 1
    _reached(f"statement {_now.statements}")


def _note_commit(_connection: Any) -> None:
    _reached("commit")
    _now.is_committing = True


def _note_end(*_event: Any) -> None:
    if getattr(_now, "is_committing", False):
        _reached("committed")


class _DyingServer:
    """Asks before each push whether it is the one."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self._wsgi_app = wsgi_app
        self._plan = app.settings.instance_path / "die_at"  # type: ignore[attr-defined]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/api/v1/sync/push" or not self._plan.exists():
            return self._wsgi_app(environ, start_response)
        _now.point = self._plan.read_text()
        self._plan.unlink()
        _now.statements, _now.is_committing = 0, False
        try:
            answer = list(self._wsgi_app(environ, start_response))
            _reached("answer")
        finally:
            _now.point = None
        return answer


with app.app_context():
    event.listen(db.engine, "before_cursor_execute", _count_statement)
    event.listen(db.engine, "commit", _note_commit)
    event.listen(db.engine, "checkin", _note_end)
app.wsgi_app = _DyingServer(app.wsgi_app)  # type: ignore[method-assign]
