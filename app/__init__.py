"""Ljuspunkt: the app, which composition puts together out of every package."""

from __future__ import annotations

from flask import Flask

from app.core.clock import Clock
from config import Config


def create_app(config: Config | None = None, clock: Clock | None = None) -> Flask:
    """The app, ready to serve: extensions, kinds, blueprints, errors and commands are in place."""
    from app import composition

    return composition.compose(config or Config.from_environment(), clock)
