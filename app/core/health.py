"""`/healthz`: the process answers. `/readyz`: it can also read its database, at the schema it was built for, and has
what is built."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.access import public
from app.core.database import read_connection
from app.core.migrations import newest_revision
from app.core.web import current_settings
from config import ROOT

blueprint = Blueprint("health", __name__)
MIN_FREE_BYTES = 64 * 1024 * 1024


def missing_files(root: Path = ROOT) -> list[str]:
    """What `make setup` makes and is not there: the built phone app, the compiled words of the desk."""
    problems = []
    if not (root / "static" / "pwa" / "dist" / "index.html").is_file():
        problems.append("phone_app")
    sources = (root / "translations").glob("*/LC_MESSAGES/*.po")
    if not all(source.with_suffix(".mo").is_file() for source in sources):
        problems.append("translations")
    return problems


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Always 200 while the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """200 where requests can be served; 503 with what is wrong."""
    problems: list[str] = []
    try:
        with read_connection() as connection:
            connection.execute(text("SELECT seq FROM change_head")).one()
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision != newest_revision():
            problems.append("migrations")
    except SQLAlchemyError:
        problems.append("database")
    problems += missing_files()
    if shutil.disk_usage(current_settings().instance_path).free < MIN_FREE_BYTES:
        problems.append("disk")
    body = jsonify(status="unready" if problems else "ready", problems=problems)
    return body, 503 if problems else 200, {"Retry-After": "5"} if problems else {}
