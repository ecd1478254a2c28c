"""0006 over the judgements that 0005 kept, there and back: they are of places, and stay so."""

from __future__ import annotations

from pathlib import Path

from flask_migrate import downgrade
from sqlalchemy import insert, select, text

from app import create_app
from app.core import migrations
from app.core.database import db
from app.hotspots.reviews.models import HotspotReview
from app.hotspots.reviews.queries import view_review
from config import Config
from tests.migrations.test_migrations import fill
from tests.support.reviews import a_review_row

_review = HotspotReview.__table__


def columns() -> set[str]:
    with db.engine.connect() as connection:
        return set(connection.execute(text("SELECT * FROM hotspot_review")).keys())


def test_judgements_of_places_stay_when_squares_may_be_judged(
    empty_database_url: str, tmp_path: Path
) -> None:
    app = create_app(Config.for_test(database_url=empty_database_url, instance_path=tmp_path))
    migrations.upgrade(app)
    with app.app_context():
        fill(db.engine)
        with db.engine.begin() as connection:
            filled = connection.execute(select(_review)).mappings().one()
            kept = a_review_row(
                area_id=filled["area_id"], organisation_id=filled["organisation_id"]
            )
            connection.execute(insert(_review).values(**kept))
        downgrade(directory=str(migrations.DIRECTORY), revision="0005")
        assert columns().isdisjoint({"squares", "shared_name"})
        migrations.upgrade(app)
        with db.engine.connect() as connection:
            rows = connection.execute(select(_review)).all()
        assert len(rows) == 2
        review = view_review(next(row for row in rows if row.id == kept["id"]))
        assert (review.unit_id, review.squares) == (kept["unit_id"], None)
        assert review.units == {kept["unit_id"]}
        db.engine.dispose()
