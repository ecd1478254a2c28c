"""What the list costs the server: `LJUSPUNKT_DEMO=1 LJUSPUNKT_LOG_LEVEL=ERROR python -m tests.hotspots.timing_list`.

CPU time of this process, so that a busy machine measures itself and not its neighbours.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import click
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import MembershipRow
from app.accounts.service import open_session
from app.core.access import Role
from app.core.database import read_connection, write_transaction
from app.observations.models import Observation
from app.patrols.models import Visit
from config import Config

TIMES = 30


def measure(what: str, run: Callable[[], object]) -> None:
    """Prints the median and the best of some runs, after one to warm up."""
    run()
    taken_ms = []
    for _ in range(TIMES):
        began = time.process_time()
        run()
        taken_ms.append((time.process_time() - began) * 1000)
    click.echo(
        f"{what:<28} median {statistics.median(taken_ms):5.1f} ms, best {min(taken_ms):5.1f} ms"
    )


def sign_in_supervisor() -> FlaskClient:
    """A client of the app on which the first supervisor is signed in."""
    app = create_app(Config.from_environment())
    with app.app_context():
        with read_connection() as connection:
            member = MembershipRow.__table__.c
            person_id = connection.execute(
                select(member.person_id).where(member.role == Role.SUPERVISOR.value)
            ).scalar()
            for model in (Visit, Observation):
                count = select(func.count()).select_from(model.__table__)
                click.echo(f"{connection.execute(count).scalar():,} {model.__tablename__}s")
        settings, now = app.settings, app.clock.now()
        with write_transaction() as connection:
            token = open_session(connection, str(person_id), now, settings.session_lifetime)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def main() -> None:
    client = sign_in_supervisor()
    first = client.get("/api/v1/hotspots")
    tag = {"If-None-Match": first.headers["ETag"]}
    place_id = first.json["hotspots"][0]["place_id"]
    measure("list", lambda: client.get("/api/v1/hotspots"))
    measure("list, unchanged", lambda: client.get("/api/v1/hotspots", headers=tag))
    measure("GeoJSON", lambda: client.get("/api/v1/hotspots.geojson"))
    measure("desk: list", lambda: client.get("/hotspots"))
    measure("desk: a place", lambda: client.get(f"/hotspots/{place_id}"))
    measure("pull", lambda: client.get("/api/v1/sync/pull"))


if __name__ == "__main__":
    main()
