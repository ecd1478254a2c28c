"""The list as a table of the command line: places, or squares with what is seen in those around them. Pure."""

from __future__ import annotations

from rich.table import Table

from app.hotspots.answers import HotspotList
from app.hotspots.results import PlaceResult, say_rate

#: A town has thousands of squares; `--limit` says how many are wanted.
MOST_SQUARES = 50
_ARROWS = {"up": "↑", "down": "↓", "unclear": "–", "missing": " "}


def draw_list(answer: HotspotList, limit: int | None) -> Table:
    """The worst `limit` rows; None: all places, or `MOST_SQUARES` squares."""
    is_grid = answer.square_m is not None
    places = answer.result.places
    most = limit or (MOST_SQUARES if is_grid else len(places))
    shown = places[:most]
    title = f"{answer.area.name}, {answer.period.from_on} to {answer.period.to_on}"
    caption = f"data {answer.data_version}"
    if is_grid:
        title += f", squares of {answer.square_m} m"
        caption = (
            "The figures are the square's own; the verdict is of it with those around it.\n"
            f"{len(shown)} of {len(places)} squares, {caption}"
        )
    table = Table(title=title, caption=caption)
    table.add_column("#", justify="right")
    table.add_column("Square" if is_grid else "Place")
    for name in ("Seen", "Visits", "Hours", "Per hour", "Ratio (5-95 %)"):
        table.add_column(name, justify="right")
    if is_grid:
        table.add_column("Seen, expected around", justify="right")
    for name in ("Verdict", "Confidence", "Trend", "Categories"):
        table.add_column(name)
    for place in shown:
        table.add_row(*_cells(place))
    return table


def _cells(place: PlaceResult) -> list[str]:
    cells = [
        str(place.rank),
        place.name,
        str(place.observed),
        str(place.visits),
        f"{place.presence_hours:.1f}",
        _number(say_rate(place).per_hour),
        f"{_number(place.ratio)} ({_number(place.ratio_low)}-{_number(place.ratio_high)})",
    ]
    if place.square is not None:
        cells[1] = f"{place.name}\n{_say_squares(place)}"
        cells.append(f"{place.reasons.observed}, {_number(place.reasons.expected)}")
    return [
        *cells,
        place.verdict.value,
        place.confidence.value,
        _ARROWS[place.trend.direction.value],
        ", ".join(list(place.categories)[:2]),
    ]


def _say_squares(place: PlaceResult) -> str:
    facts = place.square
    if facts is None:
        return ""
    ids = " ".join(square.id for square in facts.squares)
    return f"{ids}, outside the places" if facts.outside_places else ids


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
