"""Two periods at the desk: what is asked and said, the files, and what can't be compared."""

import io
import json

import openpyxl
import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from tests.support.builders import STATION
from tests.support.desks import acting

pytestmark = pytest.mark.usefixtures("evenings")
#: The evenings are the 16th to the 19th of November 2026: two now, two then.
QUERY = "?from=2026-11-18&to=2026-11-20&against_from=2026-11-15&against_to=2026-11-17"


def test_each_place_stands_with_both_periods(desk_of):
    desk = desk_of("supervisor")
    page = desk.open(f"/hotspots/compare{QUERY}")

    assert page.status == 200
    station = " ".join(next(each for each in page.all("tr") if "Station" in each.text).text.split())
    assert "ingen säker ändring" in station
    assert station.count("4 iakttagelser") == 2
    assert "1,00" in station
    coop = next(each for each in page.all("tr") if "Coop" in each.text)
    assert "för lite närvaro" in coop.text
    assert "mot sön 15 november – tis 17 november" in page.text
    link = next(
        each.attributes["href"]
        for each in page.all("a")
        if each.attributes["href"].startswith(f"/hotspots/{STATION}")
    )
    assert "from=2026-11-18" in link
    assert desk.open(link).status == 200


def test_what_is_left_open_is_the_period_before(desk_of):
    page = desk_of("supervisor").open("/hotspots/compare?from=2026-11-11&to=2026-11-20")

    assert "mot sön 1 november – tis 10 november" in page.text
    assert page.value("against_from") == page.value("against_to") == ""
    (chosen,) = (each for each in page.all("a") if each.attributes.get("aria-current") == "true")
    assert "Perioden före" in chosen.text
    assert "against_" not in chosen.attributes["href"]


def test_a_period_of_which_nothing_is_known_is_not_called_quiet(desk_of):
    desk = desk_of("supervisor")
    of_last_year = desk.open(
        "/hotspots/compare?from=2026-11-18&to=2026-11-20&against_from=2025-11-15&against_to=2025-11-17"
    )
    assert "Inget att jämföra med" in of_last_year.text
    assert "finns varken patrulltid eller någon iakttagelse" in of_last_year.text
    assert "Inget att jämföra med" not in desk.open(f"/hotspots/compare{QUERY}").text


def test_the_comparison_follows_when_the_first_period_alone_is_changed(desk_of):
    desk = desk_of("supervisor")
    before = "from=2026-11-11&to=2026-11-20&against_from=2026-11-01&against_to=2026-11-10"

    page = desk.open(f"/hotspots/compare?{before}")
    assert page.value("against_from") == page.value("against_to") == ""
    assert "inte lika långa" not in page.text
    other = desk.open("/hotspots/compare?" + before.replace("from=2026-11-11", "from=2026-11-18"))
    assert other.value("against_from") == "2026-11-01"
    assert "Perioderna är inte lika långa: 3 dagar nu och 10 då." in other.text


def test_p_is_of_a_difference_whichever_way_it_went(desk_of):
    page = desk_of("supervisor").open(f"/hotspots/compare{QUERY}")

    assert "en minst så stor skillnad, åt vilket håll som helst" in page.text
    assert "minst så många" not in page.text


def test_filters_are_of_both_periods(desk_of):
    page = desk_of("supervisor").open(f"/hotspots/compare{QUERY}&category=brak")

    station = " ".join(next(each for each in page.all("tr") if "Station" in each.text).text.split())
    assert station.count("2 iakttagelser") == 2
    assert "category=brak" in page.html


def test_periods_that_share_days_are_not_compared(desk_of):
    page = desk_of("supervisor").open(
        "/hotspots/compare?from=2026-11-10&to=2026-11-20&against_from=2026-11-01&against_to=2026-11-10"
    )
    assert page.status == 422
    assert "Perioderna delar dagar" in page.text
    assert page.value("against_to") == "2026-11-10"
    assert not page.all("table")


def test_what_cannot_be_a_period_is_said(desk_of):
    desk = desk_of("supervisor")
    reversed_then = "?from=2026-11-18&against_from=2026-11-10&against_to=2026-11-01"

    assert desk.open(f"/hotspots/compare{reversed_then}").status == 422
    assert desk.open("/hotspots/compare?from=1066-10-14").status == 422
    assert desk.open("/hotspots/compare?from=x&against_to=y&category=finns-inte").status == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_has_what_the_page_shows(app, desk_of, form):
    answer = desk_of("supervisor").open(f"/hotspots/compare/export.{form}{QUERY}")

    assert answer.status == 200
    if form == "csv":
        header, *rows = answer.html.lstrip("\ufeff").strip().split("\r\n")
        cells = [row.split(";") for row in rows]
        assert (
            header.startswith('Plats;Förändring;"Iakttagelser, då"') or "Iakttagelser, då" in header
        )
    else:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        _, *cells = [list(row) for row in book.worksheets[0].values]
        assert dict(book.worksheets[1].values)["Jämfört med"] == "2026-11-15 – 2026-11-17"
    assert [row[0] for row in cells] == ["Station", "Coop", "Alla platser"]
    assert [str(value) for value in (cells[0][2], cells[0][7])] == ["4", "4"]
    with acting(app, "supervisor") as (session, _, _now):
        details = session.scalar(select(AuditRow.details).where(AuditRow.event == "hotspot.export"))
        assert json.loads(details)["against_from"] == "2026-11-15"


def test_only_those_with_a_list_of_their_own_compare(desk_of):
    coordinator = desk_of("coordinator")
    assert coordinator.open("/hotspots/compare").status == 403
    assert coordinator.open("/hotspots/compare/export.csv").status == 404
    assert desk_of("officer").open("/hotspots/compare/export.csv").status == 403
    other = desk_of("other_supervisor").open(f"/hotspots/compare{QUERY}")
    assert "4 iakttagelser" not in other.text
