"""What is asked of the hotspot list, and what is answered: plain values for pages, wires and files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

import orjson

from app.hotspots.calibration import Calibration, calibrate
from app.hotspots.grid_method import rank_squares
from app.hotspots.grid_publishing import FINEST_M
from app.hotspots.grid_spots import square_spots
from app.hotspots.history import gather_history
from app.hotspots.inputs import HotspotInputs
from app.hotspots.method import DEFAULT_PARAMETERS, make_setting, rank_places
from app.hotspots.parameters import HotspotParameters
from app.hotspots.period import Period
from app.hotspots.publishing import DEFAULT_RULES, PublishedList, PublishingRules
from app.hotspots.results import HotspotResult, PlaceResult
from app.hotspots.siting import Ground, Spot
from app.hotspots.units import place_window

_TAG_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class HotspotQuery:
    """What is asked for. `area_id` is an id or a code (None: the actor's first); days are local, both included."""

    area_id: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    categories: frozenset[str] | None = None
    slots: frozenset[int] | None = None  # parts of the week, 0..41: 6 * weekday + hour // 4
    by: Literal["place", "grid"] = "place"
    square_m: int | None = None  # of the grid: 100, 200, 500 or 1000; None: by the 200 m rule


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An answer's question with what was left open decided, and the version of the data behind it."""

    area: Ground
    period: Period
    query: HotspotQuery
    spots: Mapping[str, Spot]  # the places (of the grid: the rows) of the list by id
    data_version: str
    parameters: HotspotParameters = DEFAULT_PARAMETERS


@dataclass(frozen=True, kw_only=True)
class HotspotList(Asked):
    """The organisation's own list, worst first: `result.places`; what to know about the whole: `result.notes`."""

    result: HotspotResult

    @property
    def place_ids(self) -> list[str]:
        """The ids of the rows in their order."""
        return [place.place_id for place in self.result.places]

    @property
    def square_m(self) -> int | None:
        """Of the grid: the side of the squares."""
        return self.result.square_m

    def row_of(self, unit_id: str) -> PlaceResult | None:
        """The row of the place with this id, or the one that the square of this name is part of."""
        for place in self.result.places:
            facts = place.square
            if place.place_id == unit_id or (
                facts is not None and any(square.id == unit_id for square in facts.squares)
            ):
                return place
        return None


@dataclass(frozen=True, kw_only=True)
class LoadedHotspots(Asked):
    """All that a list is made from. It holds rows of people: it never leaves the server, `rank` makes what may."""

    inputs: HotspotInputs = field(repr=False)
    also: int | None = None  # of the grid: a square that has a row whatever happened there

    def rank(self) -> HotspotList:
        """The list. The same data has the same `data_version`, and gives the same list."""
        result = self._rank()
        return HotspotList(
            area=self.area,
            period=self.period,
            query=self.query,
            spots=self.spots if self.inputs.grid is None else square_spots(result, self.area.epsg),
            data_version=self.data_version,
            parameters=self.parameters,
            result=result,
        )

    def _rank(self) -> HotspotResult:
        if self.inputs.grid is None:
            return rank_places(self.inputs, self.parameters)
        return rank_squares(self.inputs, self.parameters, self.also)

    def calibrate(
        self, maps: int, seed: int = 0, tell: Callable[[], None] = lambda: None
    ) -> Calibration | None:
        """How often the method cries wolf on these rows (`calibration`); None where presence is not known."""
        history = gather_history(self.inputs, self.parameters)
        window = place_window(len(self.inputs.places.place_id))
        setting = make_setting(self.inputs, history, window, self.parameters)
        if setting.exposure_free:
            return None
        return calibrate(setting, self.parameters, maps, seed, tell)


@dataclass(frozen=True, kw_only=True)
class PublishedHotspots(Asked):
    """What others than the actor's organisation publish: a fixed window, small numbers hidden.

    Its `data_version` is of what is shown, so that it tells nothing of what is hidden.
    """

    published: PublishedList
    rules: PublishingRules = DEFAULT_RULES

    @property
    def place_ids(self) -> list[str]:
        """The ids of the rows in their order."""
        return [place.place_id for place in self.published.places]

    @property
    def square_m(self) -> int | None:
        """Of the grid: the side of the squares."""
        return FINEST_M if self.query.by == "grid" else None


#: Raised whenever the method says something else of the same rows: who asks again must not keep the old answer.
METHOD = 2


def make_tag(asked: Asked, organisation_id: str, form: str) -> str:
    """An ETag's text: the same as long as organisation, question, data, method and form are."""
    query = asked.query
    parts: list[Any] = [
        METHOD,
        form,
        organisation_id,
        asdict(asked.area),
        asked.period,
        None if query.categories is None else sorted(query.categories),
        None if query.slots is None else sorted(query.slots),
        query.by,
        query.square_m,
        asdict(asked.parameters),
        asked.data_version,
    ]
    return digest(parts)


def digest(content: Any) -> str:
    """The same text for the same content (SHA-256 of its JSON, 128 bits of it)."""
    text = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    return hashlib.sha256(text).hexdigest()[:_TAG_LENGTH]
