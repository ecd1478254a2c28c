"""Lists: sorted as Swedes sort, paged, asked for by the address; files that no spreadsheet runs."""

import pytest

from app.core.exports import guard_cell
from app.core.forms import Form
from app.core.lists import Listing, page_of, read_listing, swedish_key


def test_a_ring_and_dots_come_after_z_without_case():
    names = ["Östernäs", "åsen", "Zon", "ängen", "alm", "Övre", "Bo"]

    assert sorted(names, key=swedish_key) == [
        "alm",
        "Bo",
        "Zon",
        "åsen",
        "ängen",
        "Östernäs",
        "Övre",
    ]


def test_a_page_is_a_slice_of_the_whole_order():
    page = page_of(range(120), Listing("n", True, 2, 50), {"n": lambda n: n})

    assert (page.total, page.pages, page.first, page.last) == (120, 3, 51, 100)
    assert list(page.rows) == list(range(69, 19, -1))


def test_a_page_beyond_the_end_is_empty_and_says_so():
    page = page_of(range(3), Listing("n", False, 9, 50), {"n": lambda n: n})

    assert (list(page.rows), page.total, page.first) == ([], 3, 0)


@pytest.mark.parametrize(
    ("asked", "listing"),
    [
        ({}, Listing("when", True)),
        ({"sort": "name", "page": "3"}, Listing("name", False, 3)),
        ({"sort": "-name"}, Listing("name", True)),
        ({"sort": "secret"}, Listing("when", True)),
        ({"page": "0"}, Listing("when", True)),
        ({"page": "-1"}, Listing("when", True)),
        ({"page": "٣"}, Listing("when", True)),
        ({"page": "9" * 40}, Listing("when", True)),
    ],
)
def test_what_the_address_cannot_ask_falls_back(asked, listing):
    assert read_listing(asked, ("name", "when"), "-when") == listing


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@a", "\ta", "\ra", "\na"])
def test_a_cell_that_could_run_is_text(text):
    assert guard_cell(text) == f"'{text}"


@pytest.mark.parametrize("sign", list(";,|\t\r\n"))
def test_no_part_of_a_cell_runs_where_the_file_is_parted_by_another_sign(sign):
    assert guard_cell(f"a{sign}=1") == f"a{sign}'=1"
    assert guard_cell(f"a{sign} =1") == f"a{sign} =1"


@pytest.mark.parametrize("value", ["Torget", "", 7, -7, 0.5, None])
def test_other_cells_stay_as_they_are(value):
    assert guard_cell(value) == value


@pytest.mark.parametrize(
    ("typed", "number"), [("61,5", 61.5), ("61.5", 61.5), (" 61 ", 61.0), ("\u22123", -3.0)]
)
def test_a_form_reads_comma_and_point(app, typed, number):
    with app.test_request_context():
        form = Form({"n": typed})
        assert form.decimal("n", -90, 90) == number
        assert form.errors == {}


@pytest.mark.parametrize("typed", ["", "1e3", "nan", "inf", "1_000", "1,2,3", "95", "٣"])
def test_a_form_refuses_what_is_no_number_within_bounds(app, typed):
    with app.test_request_context():
        form = Form({"n": typed})
        form.decimal("n", -90, 90)
        assert list(form.errors) == ["n"]
