"""The funnel plot at the desk: the picture, its table, who sees it, and what it says where there is nothing."""

import re

import pytest

from tests.support.builders import STATION

pytestmark = pytest.mark.usefixtures("evenings")


def test_the_plot_has_a_twin_of_figures(desk_of):
    desk = desk_of("supervisor")
    page = desk.open("/hotspots/funnel")

    (plot,) = page.all("svg", class_="funnel")
    assert "iakttagelser per patrulltimme" in plot.attributes["aria-label"]
    assert "Station" in page.text
    assert "2,00" in page.text
    row = next(each for each in page.all("tr") if "Station" in each.text)
    assert "inom gränserna" in row.text
    link = next(
        each.attributes["href"]
        for each in page.all("a")
        if each.attributes["href"].startswith(f"/hotspots/{STATION}")
    )
    assert desk.open(link).status == 200


def test_filters_go_from_the_list_to_the_plot_and_on_to_a_place(desk_of):
    desk = desk_of("supervisor")
    query = "?from=2026-11-17&to=2026-11-20&category=brak"

    link = next(
        each.attributes["href"]
        for each in desk.open(f"/hotspots{query}").all("a")
        if each.attributes["href"].startswith("/hotspots/funnel")
    )
    page = desk.open(link)
    assert page.value("category") == "brak"
    assert page.value("from") == "2026-11-17"
    assert re.search(rf"/hotspots/{STATION}\?[^\"]*category=brak", page.html)


def test_the_place_is_marked_on_its_own_page(desk_of):
    page = desk_of("supervisor").open(f"/hotspots/{STATION}")

    assert "Bland de andra platserna" in page.text
    assert len(page.all("circle", class_="marked")) == 1


def test_without_anything_seen_there_is_a_next_step(desk_of):
    page = desk_of("supervisor").open("/hotspots/funnel?from=2026-01-01&to=2026-01-31")

    assert "Inget att rita" in page.text
    assert not page.all("svg", class_="funnel")


def test_what_cannot_be_read_in_the_address_asks_for_nothing(desk_of):
    desk = desk_of("supervisor")
    for nonsense in ("?category=finns-inte", "?from=x&block=99&days=x&by=grid"):
        assert desk.open(f"/hotspots/funnel{nonsense}").status == 200
    assert desk.open("/hotspots/funnel?from=2026-03-02&to=2026-03-01").status == 422


def test_only_those_with_a_list_of_their_own_see_it(desk_of):
    assert desk_of("coordinator").open("/hotspots/funnel").status == 403
    other = desk_of("other_supervisor").open("/hotspots/funnel")
    assert other.status == 200
    assert "2,00" not in other.text
