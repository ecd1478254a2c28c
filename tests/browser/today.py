"""What the world of tests/support/builders.py lacks because it stands still: an evening that goes on now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from app.activities.models import Activity
from app.core.access import Sharing
from app.core.changes import Change, record_changes
from app.core.database import write_transaction
from tests.support.builders import MUNICIPALITY, STATION, TOWN, known_id

TONIGHT = known_id("f9")
TONIGHT_TITLE = "Fredagsöppet"


def add_todays_activity(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """The youth club is open, and phones will hear of it."""
    with write_transaction() as connection:
        connection.execute(
            insert(Activity).values(
                id=TONIGHT,
                area_id=TOWN,
                organisation_id=MUNICIPALITY,
                sharing=Sharing.PARTNERS.value,
                title=TONIGHT_TITLE,
                organiser="Ljusdals kommun",
                place_id=STATION,
                starts_at=starts_at,
                ends_at=ends_at,
                age_from=13,
                age_to=19,
                police_expected=True,
                cancelled=False,
                version=1,
                created_at=now,
                updated_at=now,
            )
        )
        record_changes(connection, [Change("activity", TONIGHT, 1, TOWN)], now)
