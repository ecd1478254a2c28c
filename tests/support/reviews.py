"""What was said of hotspots, as rows: handed on by the police unless something else is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.core.ids import uuid7
from tests.support.builders import PEOPLE, POLICE, STATION, TOWN

REVIEWED_AT = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)


def a_review_row(**changes: Any) -> dict[str, Any]:
    """A row of `hotspot_review`: the station was handed on, as a clear hotspot of the whole list."""
    return {
        "id": uuid7(),
        "area_id": TOWN,
        "organisation_id": POLICE,
        "author_id": PEOPLE["supervisor"].id,
        "sharing": "partners",
        "unit_id": STATION,
        "unit_name": "Station",
        "squares": None,
        "shared_name": None,
        "number": 1,
        "judgement": "handed_on",
        "reasons": '["recurring"]',
        "note": None,
        "text_kept_because": None,
        "undoes": None,
        "from_on": "2026-08-15",
        "to_on": "2026-11-12",
        "parameters": '{"by": "place", "categories": null, "slots": null}',
        "data_version": "0" * 32,
        "computed_verdict": "clear_hotspot",
        "computed_confidence": "high",
        "observed": 12,
        "days": 6,
        "visits": 8,
        "presence_hours": 6.5,
        "shareable_from_on": "2026-11-19",
        "reviewed_at": REVIEWED_AT,
    } | changes
