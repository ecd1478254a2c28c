"""A city known by imports alone, through the product's own import into an area of its own: the squares rank as the
pure modules rank them. The table has the form of the robberies of Memphis (`test_imports_alone.py` has these)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.accounts.service import load_actor
from app.core.clock import from_ms, to_ms
from app.core.database import read_connection
from app.core.geometry import unproject
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.assessment import Assessment, Setting, assess_units
from app.hotspots.codes import Basis, Confidence, PresenceClass, Verdict
from app.hotspots.counts import Observations
from app.hotspots.parameters import HotspotParameters
from app.hotspots.presence import Presence
from app.hotspots.service import list_hotspots
from app.hotspots.siting import Ground, outline_polygon
from app.hotspots.squares import name_squares, squares_between
from app.hotspots.units import find_squares, square_window
from tests.support.builders import email_of

EPSG, ZONE, SIDE_M = 32615, ZoneInfo("America/Chicago"), 500
WEST, SOUTH, EXTENT_M, COUNT = 765_000, 3_880_000, 12_000, 900
IMPORT = (
    *("--area", "memphis", "--create-area", "--name", "Memphis"),
    *("--timezone", str(ZONE), "--epsg", str(EPSG), "--outline", "bbox"),
    *("--map", "time=date,lon=lon,lat=lat,category=offense_type", "--id", "uid"),
    *("--times-are-local", "--category-map", "personal robbery=hot_vald"),
    *("--as", email_of("supervisor")),
)
YEAR = HotspotQuery(
    area_id="memphis",
    from_on=date(2019, 1, 1),
    to_on=date(2019, 12, 31),
    by="grid",
    square_m=SIDE_M,
)
TO_MS = to_ms(datetime(2020, 1, 1, tzinfo=ZONE))
NOTHING = np.zeros(0, np.int64)
NOBODY = Presence(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, np.zeros(0))


@dataclass(frozen=True)
class Robberies:
    """Where and when; metres of EPSG 32615, UTC milliseconds."""

    east: np.ndarray
    north: np.ndarray
    at_ms: np.ndarray


def robberies() -> Robberies:
    """Three quarters scattered over the city, a quarter around six corners."""
    random = np.random.default_rng(5)
    spread, near = COUNT * 3 // 4, COUNT - COUNT * 3 // 4
    corner = random.uniform(1_000, EXTENT_M - 1_000, (2, 6))[:, random.integers(0, 6, near)]
    east, north = np.concatenate(
        [random.uniform(0, EXTENT_M, (2, spread)), corner + random.normal(0, 150, (2, near))],
        axis=1,
    )
    # By day, when no clock is put back, and in the order of time, in which the service sums.
    minutes = np.sort(random.integers(0, 365, COUNT) * 24 * 60 + random.integers(0, 600, COUNT))
    first = to_ms(datetime(2019, 1, 1, 12, tzinfo=UTC))
    return Robberies(east + WEST, north + SOUTH, first + minutes * 60_000)


def write_table(path: Path, found: Robberies) -> None:
    lon, lat = unproject(found.east.tolist(), found.north.tolist(), EPSG)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["uid", "offense_type", "date", "lon", "lat"])
        for number, at_ms in enumerate(found.at_ms.tolist()):
            said = from_ms(at_ms).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%SZ")
            writer.writerow([number, "personal robbery", said, lon[number], lat[number]])


@pytest.fixture
def city(app, tmp_path) -> HotspotList:
    """The list of the city's squares, as its importer gets it."""
    table = tmp_path / "robberies.csv"
    write_table(table, robberies())
    done = app.test_cli_runner().invoke(args=["import", "reports", str(table), *IMPORT])
    assert done.exit_code == 0, done.output
    assert f"{COUNT} added · 0 there already · 0 refused" in done.output
    with app.app_context(), read_connection() as connection:
        actor = load_actor(email_of("supervisor"))
        answer = list_hotspots(connection, actor, YEAR, datetime(2020, 1, 1, 12, tzinfo=UTC))
    assert isinstance(answer, HotspotList)
    return answer


def rank_purely(ground: Ground) -> tuple[Assessment, np.ndarray, list[str]]:
    """`(assessment, standing, names)` of the area's squares and of those at its edge that have any; from the table."""
    polygon = outline_polygon(ground.outline, EPSG)
    assert polygon is not None
    squares = squares_between(SIDE_M, polygon.bounds, polygon)
    assert squares is not None
    seen = robberies()
    there = np.stack([seen.east, seen.north]) // SIDE_M
    ix, iy = np.unique(np.concatenate([np.stack(squares), there], axis=1), axis=1).astype(np.int64)
    unit = find_squares(ix, iy, *there.astype(np.int64))
    zero, one = np.zeros(COUNT, np.int64), np.ones(COUNT, np.int64)
    window = square_window(ix, iy)
    found = assess_units(
        Setting(
            observations=Observations(unit, seen.at_ms, zero, zero, zero, zero, one, zero),
            asked=one > 0,
            presence=NOBODY,
            recent_hours=np.zeros(len(ix)),
            window=window,
            to_ms=TO_MS,
            exposure_free=True,
        ),
        HotspotParameters(),
    )
    around = found.prior.mean(window.sum(found.decayed), window.sum(found.decayed_expected))
    return found, np.fmin(found.ratio, around), name_squares(SIDE_M, ix, iy)


@pytest.mark.slow
def test_squares_of_an_imported_city_rank_as_the_pure_modules_rank_them(city):
    found, standing, names = rank_purely(city.area)
    unit_of = {name: unit for unit, name in enumerate(names)}
    unit = np.array([unit_of[place_id] for place_id in city.place_ids])
    assert city.square_m == SIDE_M
    assert sorted(unit.tolist()) == np.flatnonzero(found.own).tolist()
    # Squares with the same neighbours have the same sum, up to the order of summing.
    assert np.diff(standing[unit]).max() <= 1e-9
    assert standing[unit[0]] == standing.max()


def test_its_figures_are_theirs(city):
    found, _, names = rank_purely(city.area)
    unit_of = {name: unit for unit, name in enumerate(names)}
    unit = np.array([unit_of[row.place_id] for row in city.result.places])
    for name, expected in {
        "reported_by_others": found.own,
        "expected": found.own_expected,
        "ratio": found.ratio,
        "ratio_low": found.ratio_low,
        "ratio_high": found.ratio_high,
        "p": found.evidence.p,
        "q": found.evidence.q,
    }.items():
        said = [getattr(row, name) for row in city.result.places]
        assert said == pytest.approx(expected[unit].tolist(), rel=1e-9), name
    assert [str(row.verdict) for row in city.result.places] == found.verdict[unit].tolist()


def test_it_says_that_nothing_is_known_of_presence(city):
    notes, rows = city.result.notes, city.result.places
    assert (notes.basis, notes.exposure_free) == (Basis.REPORTS_ALONE, True)
    assert {row.presence_class for row in rows} == {PresenceClass.UNKNOWN}
    assert {row.confidence for row in rows} == {Confidence.LOW}
    assert Verdict.CLEAR_HOTSPOT not in {row.verdict for row in rows}
    assert rows[0].verdict is Verdict.POSSIBLE
    assert {row.rate_per_hour for row in rows} == {None}
