"""What was computed when a judgement was made, as its row keeps it. Pure."""

from __future__ import annotations

import json
from typing import Any

from app.hotspots.answers import HotspotList
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.standing import Asked, shareable_from
from app.hotspots.wire import describe_question


def asked_of(answer: HotspotList) -> Asked:
    """What the list was asked, as far as a judgement is of it."""
    return Asked(answer.period.to_on, answer.query.categories, answer.query.slots)


def computed_of(answer: HotspotList, place: PlaceResult) -> dict[str, Any]:
    """What was computed when the judgement was made."""
    day = shareable_from(place, asked_of(answer))
    return {
        "area_id": answer.area.id,
        "unit_id": place.place_id,
        "unit_name": place.name,
        "squares": _list_squares(place),
        "from_on": answer.period.from_on.isoformat(),
        "to_on": answer.period.to_on.isoformat(),
        "parameters": json.dumps(describe_question(answer)["parameters"], sort_keys=True),
        "data_version": answer.data_version,
        "computed_verdict": place.verdict.value,
        "computed_confidence": place.confidence.value,
        "observed": place.observed,
        "days": place.days,
        "visits": place.visits,
        "presence_hours": place.presence_hours,
        "shareable_from_on": None if day is None else day.isoformat(),
    }


def _list_squares(place: PlaceResult) -> str | None:
    """The squares whose figures these are as JSON, the one that names the row first; None for a place."""
    facts = place.square
    return None if facts is None else json.dumps([square.id for square in facts.squares])
