"""The wire shapes of the hotspot list (docs/api.md)."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields

from app.core.fields import OneOf, Words
from app.hotspots.blocks import SLOTS
from app.hotspots.codes import NoRate
from app.hotspots.grid import DIRECTIONS, ToldBy
from app.hotspots.squares import SIZES_M

MAX_CATEGORIES = 50
#: Rows of one answer; the default for squares is less, since a town has many.
MAX_ROWS, DEFAULT_SQUARES = 5_000, 1_000
MAX_DIGITS = 9
_NO_DAY = "Not a day as YYYY-MM-DD."


class LocalDay(fields.Date):
    """A day as YYYY-MM-DD, and nothing that only resembles it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        if not (isinstance(value, str) and len(value) == len("2026-06-01")):
            raise ValidationError(_NO_DAY)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError(_NO_DAY) from error

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Slot(fields.Integer):
    """A part of the week: 6 * weekday + hour // 4, Monday 0."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) < SLOTS):
            raise ValidationError(f"Must be between 0 and {SLOTS - 1}.")
        return int(text)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": SLOTS - 1}


class SquareSide(fields.Integer):
    """The side of a square in metres, one of those that nest."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if str(value) not in {str(size) for size in SIZES_M}:
            raise ValidationError(f"Must be one of {', '.join(map(str, SIZES_M))}.")
        return int(value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "enum": list(SIZES_M)}


class RowLimit(fields.Integer):
    """How many rows are wanted at most: any number; more than an answer has is `too_many_rows`."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS and int(text)):
            raise ValidationError("Must be a whole number from 1 on.")
        return int(text)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 10**MAX_DIGITS - 1}


class HotspotQuerySchema(Schema):
    """What can be asked. Without `area`, the person's own first; days are local and both included."""

    area = Words(60, 1, metadata={"description": "An area's id or code."})
    from_on = LocalDay(data_key="from")
    to_on = LocalDay(data_key="to")
    category = fields.List(
        Words(60, 1), metadata={"description": "Only these categories; may be repeated."}
    )
    slot = fields.List(Slot(), metadata={"description": "Only these parts of the week."})
    by = OneOf(
        "place",
        "grid",
        load_default="place",
        metadata={"description": "Places that people chose, or the squares of the grid."},
    )
    square = SquareSide(
        metadata={"description": "Of the grid: the side in metres. Without it by the 200 m rule."}
    )
    limit = RowLimit(
        metadata={
            "description": f"At most so many rows, up to {MAX_ROWS} (`too_many_rows`). "
            "Without it all places, or 1,000 squares."
        }
    )


def _number() -> fields.Float:
    return fields.Float(required=True, allow_none=True)


def _rate(what: str) -> fields.Float:
    said = (
        f"{what} As on the page: null where patrols were there under 2 minutes; see `rate_missing`."
    )
    return fields.Float(required=True, allow_none=True, metadata={"description": said})


def _count() -> fields.Integer:
    return fields.Integer(required=True, allow_none=True)


def _order() -> fields.String:
    said = "By what the rows stand in order, in words."
    return fields.String(required=True, metadata={"description": said})


def _code() -> fields.String:
    return fields.String(required=True, allow_none=True)


class AreaSchema(Schema):
    """The area of the list."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    timezone = fields.String(required=True)


class TrendSchema(Schema):
    """The rate against the period before."""

    direction = fields.String(
        required=True, metadata={"enum": ["up", "down", "unclear", "missing"]}
    )
    ratio = _number()
    low = _number()
    high = _number()


class CategoryCountSchema(Schema):
    """How often a category was seen."""

    category = fields.String(required=True)
    observed = fields.Integer(required=True)


class NearSchema(Schema):
    """The place that is nearest to a square."""

    place_id = fields.String(required=True)
    name = fields.String(required=True)
    distance_m = fields.Integer(required=True)
    direction = fields.String(
        required=True, allow_none=True, metadata={"enum": [*DIRECTIONS, None]}
    )
    east_m = fields.Integer(required=True)
    north_m = fields.Integer(required=True)
    told_by = fields.String(required=True, metadata={"enum": [each.value for each in ToldBy]})


class SquareSchema(Schema):
    """What a row of the grid is: one square, or neighbours that are one hotspot."""

    size_m = fields.Integer(required=True)
    squares = fields.List(fields.String(), required=True)
    near = fields.Nested(NearSchema, required=True, allow_none=True)
    outside_places = fields.Boolean(required=True)


class HotspotSchema(Schema):
    """A place, or a row of the grid: its `place_id` is then its first square, `r100-<ix>-<iy>`.

    What is null can't be known or, in what others publish, is not shown.
    """

    rank = _count()
    place_id = fields.String(required=True)
    name = fields.String(required=True)
    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    observed = _count()
    visits = _count()
    calm_visits = _count()
    presence_hours = _number()
    rate_per_hour = _rate("Observations per patrol hour.")
    rate_missing = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "enum": [*(each.value for each in NoRate), None],
            "description": "Why no rate is said: nobody was there, or for under 2 minutes (`too_short`). "
            "Null beside a rate, and in what others hide.",
        },
    )
    ratio = _number()
    ratio_low = _number()
    ratio_high = _number()
    q = _number()
    verdict = _code()
    confidence = _code()
    presence_class = _code()
    trend = fields.Nested(TrendSchema, required=True, allow_none=True)
    reported_by_others = _count()
    categories = fields.List(fields.Nested(CategoryCountSchema), required=True, allow_none=True)
    last_observed_at = _code()
    last_visited_at = _code()
    hidden = fields.Boolean(required=True)
    retired = fields.Boolean(required=True)
    rate_low = _rate("Lower end of the rate's exact 95 % interval.")
    rate_high = _rate("Upper end of the rate's exact 95 % interval.")
    expected = _number()
    p = _number()
    days = _count()
    reasons = fields.Dict(required=True, allow_none=True)
    square = fields.Nested(SquareSchema, required=True, allow_none=True)


class HotspotListSchema(Schema):
    """The list, worst first."""

    area = fields.Nested(AreaSchema, required=True)
    from_on = LocalDay(data_key="from", required=True)
    to_on = LocalDay(data_key="to", required=True)
    parameters = fields.Dict(required=True)
    order = _order()
    data_version = fields.String(required=True)
    notes = fields.Dict(required=True, allow_none=True)
    published = fields.Boolean(required=True)
    observed = _count()
    total = fields.Integer(required=True)
    hotspots = fields.List(fields.Nested(HotspotSchema), required=True)


class FeatureCollectionSchema(Schema):
    """The list as GeoJSON (RFC 7946): a point for each place, a polygon for each row of the grid.

    What was asked stands beside them as foreign members.
    """

    type = OneOf("FeatureCollection", required=True)
    features = fields.List(fields.Dict(), required=True)
    area = fields.Nested(AreaSchema, required=True)
    from_on = LocalDay(data_key="from", required=True)
    to_on = LocalDay(data_key="to", required=True)
    parameters = fields.Dict(required=True)
    order = _order()
    data_version = fields.String(required=True)
