"""What can't be read or asked in an address is left out, and the page says which filters that are."""

import pytest

pytestmark = pytest.mark.usefixtures("evenings")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("from=abc", "Från"),
        ("block=99&days=x", "Dagar, Tid på dygnet"),
        ("from=1000-01-01&to=9999-12-31", "Från, Till"),
        ("category=finns-inte", "Kategori"),
        ("shown=x&sort=y&review=z", "Bedömning, Sortera efter, Granskning"),
    ],
)
def test_what_cannot_be_asked_is_named(desk_of, asked, named):
    page = desk_of("supervisor").open(f"/hotspots?{asked}")

    assert page.status == 200
    assert f"Utelämnat: {named}." in page.text
    assert "8 iakttagelser" in page.text


def test_the_other_filters_stand(desk_of):
    page = desk_of("supervisor").open("/hotspots?category=finns-inte&from=2026-11-18")

    assert page.value("from") == "2026-11-18"
    assert "4 iakttagelser" in page.text
    assert "all=1" not in page.html


@pytest.mark.parametrize("page", ["/funnel", "/compare", "/year"])
def test_the_other_pages_say_it_too(desk_of, page):
    assert (
        "Utelämnat: Tid på dygnet." in desk_of("supervisor").open(f"/hotspots{page}?block=99").text
    )


def test_where_all_can_be_asked_nothing_is_said(desk_of):
    assert "Utelämnat" not in desk_of("supervisor").open("/hotspots?category=brak&block=5").text
