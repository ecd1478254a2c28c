"""What is said of a place where so little is expected, or was done, that no figure can say anything."""

import csv

import pytest

from tests.support.builders import STATION

pytestmark = pytest.mark.usefixtures("evenings")
#: Of all that is good nothing was seen, and nothing is expected.
RARE = "?category=positiv"
EMPTY = "?from=2020-01-01&to=2020-02-01"
NOTHING_SEEN = "Inget sågs på 4 besök, men så få väntas att inget kan sägas."


def row_of(page, name):
    return " ".join(next(each for each in page.all("tr") if name in each.text).text.split())


def test_a_rare_category_in_much_time_is_not_too_little_presence_alone(desk_of):
    desk = desk_of("supervisor")

    station = row_of(desk.open(f"/hotspots{RARE}"), "Station")
    assert "för lite närvaro för att säga" in station
    assert NOTHING_SEEN in station
    assert "så få väntas" not in row_of(desk.open(f"/hotspots{RARE}"), "Coop")
    place = desk.open(f"/hotspots/{STATION}{RARE}").text
    assert NOTHING_SEEN in place
    assert "okänd närvaro" not in place.partition("Analytikerns")[0]
    assert "för lite för att säga något" not in place


def test_times_expected_are_not_said_where_next_to_nothing_is_expected(desk_of):
    desk = desk_of("supervisor")

    station = row_of(desk.open(f"/hotspots{RARE}"), "Station")
    assert "gånger det väntade" not in station
    assert "för få väntade" in desk.open(f"/hotspots/{STATION}{RARE}").text
    assert "gånger det väntade" in row_of(desk.open("/hotspots"), "Station")


def test_the_table_says_why_there_are_no_times_expected(desk_of):
    desk = desk_of("supervisor")

    def cells(query):
        answer = desk.open(f"/hotspots/export.csv{query}").html.strip("\ufeff")
        station = next(
            r for r in csv.DictReader(answer.splitlines(), delimiter=";") if r["Plats"] == "Station"
        )
        return station["Gånger det väntade"], station["Varför gånger det väntade saknas"]

    assert cells(RARE) == ("", "för få väntade för att jämföra")
    ratio, why = cells("")
    assert float(ratio.replace(",", ".")) >= 0.9
    assert why == ""


def test_an_empty_period_claims_nothing(desk_of):
    place = desk_of("supervisor").open(f"/hotspots/{STATION}{EMPTY}").text

    assert "Minst dubbelt så mycket som väntat (0 mot 0,00): nej" in place
    assert "De 90 dagarna till periodens slut var patruller här i 0 min" in place
    assert "Senast besökt inte under perioden" in place
    assert "Nummer" not in place
    assert "dagar)" not in place.partition("Besök")[0]
    assert "på 0 dagar" not in place


def test_where_nothing_is_known_the_list_claims_no_order(desk_of):
    desk = desk_of("supervisor")
    assert "Överst står" not in desk.open(f"/hotspots{EMPTY}").text
    assert "Överst står" in desk.open("/hotspots").text


def test_the_order_by_last_visit_can_be_read_from_the_rows(desk_of):
    desk = desk_of("supervisor")
    assert "senast besökt" not in desk.open("/hotspots").text
    listed = desk.open("/hotspots?sort=last_visited")
    assert "senast besökt tors 19 november" in row_of(listed, "Station")
    today = desk.open("/hotspots?sort=last_visited&from=2026-11-20&to=2026-11-20")
    assert "Inga besök under perioden" in row_of(today, "Station")
    assert "senast besökt tors 19 november" in row_of(today, "Station")


def test_one_day_is_one_day(desk_of):
    place = desk_of("supervisor").open(f"/hotspots/{STATION}?from=2026-11-19&to=2026-11-19").text
    assert "2 på en dag" in place


def test_the_published_list_says_that_it_is_not_the_own_list(desk_of):
    page = desk_of("coordinator").open("/hotspots")
    assert "Organisationens egen lista har en annan period och andra regler" in page.text


def test_the_basis_of_the_figures_is_in_words(desk_of):
    page = desk_of("supervisor").open("/hotspots")
    assert "Underlag tiden som patruller var på platserna" in page.text


def test_an_empty_list_advises_what_helps(desk_of):
    desk = desk_of("supervisor")

    night = desk.open("/hotspots?block=1&shown=possible")
    assert "Inga besök på de dagarna och tiderna under perioden" in night.text
    assert "Välj en längre period" not in night.text
    assert "Ingen plats har den" not in night.text
    assert any("Visa alla dagar och tider" in each.text for each in night.all("a"))
    future = desk.open("/hotspots?from=2027-01-01&to=2027-02-01").text
    assert "Perioden har inte varit ännu" in future
    assert "Välj en längre period" not in future


@pytest.mark.parametrize(("day", "seen"), [("2026-11-19", "2 iakttagelser och 1 besök på")])
def test_the_caption_counts_in_words(desk_of, day, seen):
    page = desk_of("supervisor").open(f"/hotspots?from={day}&to={day}&category=brak")
    assert "På alla platser: 1 iakttagelse och 1 besök på" in page.text
    assert seen in desk_of("supervisor").open(f"/hotspots?from={day}&to={day}").text
