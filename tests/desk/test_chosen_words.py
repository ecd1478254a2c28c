"""Which filters are on stands under the lead of every page that has filters, on the screen and on paper."""

import pytest

from tests.support.builders import STATION

pytestmark = pytest.mark.usefixtures("evenings")
FILTERS = "category=brak&days=weekend&block=5"
CHOSEN = "Bara: Brak · lördag–söndag · 20–24"
MADE = "Framtagen fre 20 november kl."


@pytest.mark.parametrize("page", ["", "/funnel", "/compare", "/year", f"/{STATION}"])
def test_what_is_chosen_is_said_in_words(desk_of, page):
    text = desk_of("supervisor").open(f"/hotspots{page}?{FILTERS}").text

    assert CHOSEN in text
    assert MADE in text


@pytest.mark.parametrize("page", ["", "/funnel", "/compare", "/year", f"/{STATION}"])
def test_where_nothing_is_chosen_nothing_is_said(desk_of, page):
    text = desk_of("supervisor").open(f"/hotspots{page}").text

    assert "Bara:" not in text
    assert MADE in text


def test_the_list_says_its_verdict_and_judgement_too(desk_of):
    desk = desk_of("supervisor")

    page = desk.open("/hotspots?shown=possible&review=unreviewed")
    assert "Bara: möjlig · inte granskade" in page.text
    assert "Bara: tydliga och möjliga hotspots" in desk.open("/hotspots?shown=hot").text


def test_the_folded_line_has_the_period_and_how_much_is_chosen(desk_of):
    page = desk_of("supervisor").open(f"/hotspots?from=2026-11-01&to=2026-11-20&{FILTERS}")

    folded = page.one("details", class_="folded")
    assert "sön 1 november – fre 20 november, 3 valda" in " ".join(folded.text.split())
