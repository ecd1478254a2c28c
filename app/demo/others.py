"""What others report: tables as their own systems would export them. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from app.demo.chance import chance_of, choose, draw_poisson
from app.demo.ground import walk_from
from app.demo.town import Town

COLUMNS = ("Ärende", "Från", "Till", "Kategori", "Longitud", "Latitud")
#: field -> column, as an import is told
MAPPING = dict(zip(("id", "time", "time_to", "category", "lon", "lat"), COLUMNS, strict=True))
FOUND_IN_THE_MORNING = frozenset({"Klotter", "Skadegörelse", "Nedskräpning"})
SPREAD_M = 70.0


@dataclass(frozen=True, slots=True)
class Source:
    """A system whose exports are imported, and by which of the demonstration's organisations."""

    name: str
    organisation: str
    a_day: float
    mix: Mapping[str, float]


SOURCES = (
    Source(
        "Felanmälan",
        "municipality",
        0.8,
        {"Nedskräpning": 4, "Klotter": 4, "Bristande belysning": 3, "Skadegörelse": 2},
    ),
    Source(
        "Störningsjouren",
        "housing",
        0.3,
        {"Störande ljud": 5, "Störande samling": 3, "Skadegörelse": 1},
    ),
    Source(
        "Anmälda händelser",
        "police",
        0.4,
        {"Skadegörelse": 4, "Bråk": 2, "Buskörning": 3, "Störande ljud": 2},
    ),
)


def export_table(town: Town, seed: int, source: Source, first_on: date, last_on: date) -> bytes:
    """The source's table of these days: semicolons, decimal commas, local times, in UTF-8 with its mark."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number in range((last_on - first_on).days + 1):
        writer.writerows(_reports(town, seed, source, first_on + timedelta(days=number)))
    return file.getvalue().encode("utf-8-sig")


def _reports(town: Town, seed: int, source: Source, on: date) -> Iterator[tuple[str, ...]]:
    chance = chance_of(seed, "reports", source.name, on)
    # Others report by where people live and shop as much as by where it is worst.
    weights = {code: spot.rate + spot.weight / 3 for code, spot in town.spots.items()}
    for number in range(draw_poisson(chance, source.a_day)):
        spot = town.spots[choose(chance, weights)]
        category = choose(chance, source.mix)
        lon, lat = walk_from((spot.lon, spot.lat), chance, spot.radius_m + SPREAD_M)
        at, until = _span(chance, on, category in FOUND_IN_THE_MORNING)
        yield (
            f"{on:%Y%m%d}-{number + 1:02}",
            f"{at:%Y-%m-%d %H:%M}",
            f"{until:%Y-%m-%d %H:%M}" if until else "",
            category,
            f"{lon:.6f}".replace(".", ","),
            f"{lat:.6f}".replace(".", ","),
        )


def _span(chance: Random, on: date, found: bool) -> tuple[datetime, datetime | None]:
    """The local time, or for what was found in the morning the evening and the morning around it."""
    midnight = datetime.combine(on, time())
    if found:
        left = midnight - timedelta(minutes=chance.randint(120, 480))
        return left, midnight + timedelta(minutes=chance.randint(360, 540))
    return midnight + timedelta(minutes=chance.randint(15 * 60, 23 * 60 + 30)), None
