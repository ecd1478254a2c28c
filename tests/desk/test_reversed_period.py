"""A period that ends before it begins, or an area that is not ours: what was asked stays, and the way on is there."""

import pytest

REVERSED = "Perioden slutar innan den börjar"
ASKED = "from=2026-11-20&to=2026-11-01&category=brak&days=weekend&block=5&shown=possible"


@pytest.mark.parametrize("page", ["", "/funnel", "/compare"])
def test_the_form_stays_with_what_is_wrong_at_its_fields(desk_of, page):
    answer = desk_of("supervisor").open(f"/hotspots{page}?{ASKED}")

    assert answer.status == 422
    asked = [answer.value(name) for name in ("from", "to", "category", "days", "block", "shown")]
    assert asked == ["2026-11-20", "2026-11-01", "brak", "weekend", "5", "possible"]
    assert len(answer.problems) == 2
    assert all(REVERSED in each for each in answer.problems)
    assert answer.one("input", name="from").attributes["aria-invalid"] == "true"


def test_of_two_periods_the_reversed_one_is_pointed_out(desk_of):
    days = "from=2026-11-11&to=2026-11-20&against_from=2026-11-09&against_to=2026-11-01"
    answer = desk_of("supervisor").open(f"/hotspots/compare?{days}")

    assert answer.status == 422
    assert "aria-invalid" not in answer.one("input", name="from").attributes
    assert answer.one("input", name="against_to").attributes["aria-invalid"] == "true"


def test_an_unknown_area_leads_to_those_one_has(desk_of):
    answer = desk_of("supervisor").open("/hotspots?area=finns-inte&days=weekend")

    assert answer.status == 422
    (link,) = (each for each in answer.all("a") if "Ljusdals tätort" in each.text)
    assert "days=weekend" in link.attributes["href"]
    assert desk_of("supervisor").open(link.attributes["href"]).status == 200
