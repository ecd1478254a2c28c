"""The trend over a year: classes in words with their periods, the same in files, and who gets none."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from tests.support.builders import STATION
from tests.support.desks import acting

pytestmark = pytest.mark.usefixtures("evenings")


def test_each_place_has_its_class_in_words_and_its_periods(desk_of):
    page = desk_of("supervisor").open("/hotspots/year")

    assert "Trend över ett år" in page.text
    assert "13 perioder om 28 dagar, lör 22 november" in page.text
    assert "Patruller var här färre än 6 perioder, eller inte den senaste." in page.text
    assert "1 av 1 kända" in page.text or "0 av 1 kända" in page.text
    (strip, *_) = [
        each for each in page.all("svg") if "saknas" in each.attributes.get("aria-label", "")
    ]
    assert len(strip.attributes["aria-label"].split(", ")) == 13
    ways = [each.attributes["href"] for each in page.all("a")]
    assert any(way.startswith(f"/hotspots/{STATION}?") for way in ways)
    assert any(way.endswith("#words") for way in ways)


def test_the_files_have_what_the_page_shows(app, desk_of):
    desk = desk_of("supervisor")
    text = desk.open("/hotspots/year/export.csv").content.decode("utf-8-sig")
    rows = {row["Plats"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    station = rows["Station"]
    assert (station["Klass"], station["Kända perioder"]) == ("för lite närvaro", "1")
    assert station["2025-11-22"] == "saknas"
    assert station["2026-10-24"] in {"het", "inte het"}
    assert rows["Coop"]["2026-10-24"] == "saknas"

    book = openpyxl.load_workbook(io.BytesIO(desk.open("/hotspots/year/export.xlsx").content))
    header, *_ = book.worksheets[0].values
    assert header[:3] == ("Plats", "Klass", "Vad det betyder")
    about = dict(book.worksheets[1].values)
    assert about["Period"] == "2025-11-22 – 2026-11-20"
    assert about["Ordning"] == "Platserna, de mest angelägna först"
    with acting(app, "supervisor") as (session, actor, _):
        log = select(AuditRow.details).where(
            AuditRow.event == "hotspot.export", AuditRow.user_id == actor.user_id
        )
        details = session.scalars(log).all()
    assert len(details) == 2
    assert all('"year":true' in each.replace(" ", "") for each in details)


def test_filters_and_the_last_day_are_asked_for_and_nonsense_asks_for_nothing(desk_of):
    desk = desk_of("supervisor")
    page = desk.open("/hotspots/year?to=2026-11-01&category=brak&days=weekend&block=4")
    assert page.status == 200
    assert "sön 1 november" in page.text
    assert page.value("category") == "brak"
    for nonsense in ("?to=x", "?category=finns-inte", "?block=99"):
        assert desk.open(f"/hotspots/year{nonsense}").status == 200
    assert desk.open("/hotspots/year?to=1066-10-14").status == 422


def test_who_has_no_list_of_their_own_has_no_year(desk_of):
    coordinator = desk_of("coordinator")
    assert coordinator.open("/hotspots/year").status == 403
    assert coordinator.open("/hotspots/year/export.csv").status == 404
    assert desk_of("officer").open("/hotspots/year/export.csv").status == 403
    other = desk_of("other_supervisor").open("/hotspots/year").text
    assert other.count("0 av 0 kända") == 2
