"""The simulated patrols as the rows that the method takes, without a database between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.core.clock import to_ms
from app.core.geometry import project
from app.demo.sightings import Sighting
from app.demo.simulation import Patrol
from app.demo.town import Town
from app.hotspots.inputs import (
    HotspotInputs,
    ObservationRows,
    PatrolRows,
    Places,
    Question,
    VisitRows,
)


def inputs_of(
    town: Town, patrols: Sequence[Patrol], first_on: date, last_on: date
) -> HotspotInputs:
    """Everything that was logged in these days, to be ranked over all of them."""
    codes = list(town.spots)
    number = {code: at for at, code in enumerate(codes)}
    edges = [
        to_ms(datetime.combine(on, time(), town.zone))
        for on in (first_on, last_on + timedelta(days=2))
    ]
    visits = [(patrol, visit) for patrol in patrols for visit in patrol.visits]
    seen: list[tuple[Patrol, Sighting]] = [
        (patrol, each)
        for patrol in patrols
        for each in (*(s for v in patrol.visits for s in v.sightings), *patrol.elsewhere)
    ]
    east, north = project([each.lon for _, each in seen], [each.lat for _, each in seen])
    return HotspotInputs(
        Question(edges[0], edges[1], town.zone),
        Places(codes, codes),
        VisitRows(
            place=[number[visit.place] for _, visit in visits],
            start_ms=[to_ms(visit.started_at) for _, visit in visits],
            end_ms=[visit.ended_at and to_ms(visit.ended_at) for _, visit in visits],
            calm=[visit.calm for _, visit in visits],
            patrol_id=[patrol.key for patrol, _ in visits],
            reporter=[patrol.writer for patrol, _ in visits],
        ),
        ObservationRows(
            observation_id=[f"{patrol.key}/{at}" for at, (patrol, _) in enumerate(seen)],
            place=[number.get(each.place or "", -1) for _, each in seen],
            occurred_ms=[to_ms(each.at) for _, each in seen],
            category=[each.category for _, each in seen],
            patrol_id=[patrol.key for patrol, _ in seen],
            reporter=[patrol.writer for patrol, _ in seen],
            easting_m=east,
            northing_m=north,
            accuracy_m=[each.accuracy_m for _, each in seen],
            position_source=[each.position_source for _, each in seen],
            withdrawn=[False] * len(seen),
            suspect=[False] * len(seen),
            inside_area=[True] * len(seen),
            counts_as_disorder=[each.category != "positiv" for _, each in seen],
        ),
        patrols=PatrolRows(
            patrol_id=[patrol.key for patrol in patrols],
            start_ms=[to_ms(patrol.started_at) for patrol in patrols],
            end_ms=[to_ms(patrol.ended_at) for patrol in patrols],
        ),
    )
