"""The wire shape of an observation (docs/api.md)."""

from __future__ import annotations

from marshmallow import Schema

from app.core.fields import Id, OneOf, StrictFloat, StrictInteger, Words
from app.core.free_text import KEPT_BECAUSE

PEOPLE_BANDS = ("0", "1-2", "3-5", "6-10", "10+")
MAX_NOTE = 280
MAX_ACCURACY_M = 100_000


class ObservationSchema(Schema):
    """What was seen. No field names a person; the note is the police's own."""

    category = Words(60, 1, required=True)
    lon = StrictFloat(-180, 180, required=True)
    lat = StrictFloat(-90, 90, required=True)
    accuracy_m = StrictFloat(0, MAX_ACCURACY_M, required=True)
    position_source = OneOf("gps", "pin", "place", required=True)
    place_id = Id(allow_none=True)
    severity = StrictInteger(1, 3, allow_none=True)
    people_band = OneOf(*PEOPLE_BANDS, allow_none=True)
    note = Words(MAX_NOTE, allow_none=True)
    text_kept_because = OneOf(*KEPT_BECAUSE, allow_none=True)
    patrol_id = Id(allow_none=True)
    visit_id = Id(allow_none=True)
