"""The analyst's layer on the list and on a place: exact figures, and nothing that tells of a person."""

import pytest

from tests.support.builders import PEOPLE, STATION

pytestmark = pytest.mark.usefixtures("evenings")


def test_the_list_opens_to_the_numbers_behind_it(desk_of):
    page = desk_of("supervisor").open("/hotspots")

    (layer,) = (
        each for each in page.all("details") if "analyst" in each.attributes.get("class", "")
    )
    text = " ".join(layer.text.split())
    assert "Kvoternas prior" in text
    assert "verdicts.false_discovery" in text
    assert "Platser med något väntat: 1." in text
    assert "Ta ut hela listan" in text
    assert PEOPLE["officer"].id not in layer.text


def test_a_place_has_its_own_line(desk_of):
    page = desk_of("supervisor").open(f"/hotspots/{STATION}")

    (layer,) = (
        each for each in page.all("details") if "analyst" in each.attributes.get("class", "")
    )
    assert "Station" in layer.text
    assert "Coop" not in layer.text
    assert "Datats version" in layer.text


def test_an_officer_reads_it_and_takes_nothing_out(desk_of):
    page = desk_of("officer").open("/hotspots")

    assert "Kvoternas prior" in page.text
    assert "Ta ut hela listan" not in page.text
    assert not [each for each in page.all("a") if "export" in each.attributes["href"]]


def test_who_sees_what_is_published_has_no_layer(desk_of):
    assert "Kvoternas prior" not in desk_of("coordinator").open("/hotspots").text
