"""Squares are judged at the desk as places are: the form, the history, undoing, the group's list, the warning's end."""

import json

import pytest
from sqlalchemy import func, insert, select

from app.core.audit import AuditRow
from app.core.database import read_connection, write_transaction
from app.hotspots.reviews.models import HotspotReview
from tests.desk.field_evenings import AT_FIELD, FIELD_SQUARE, FIELD_X, FIELD_Y, walk_field_evenings
from tests.support.reviews import a_review_row

PAGE = f"/hotspots/squares/{FIELD_SQUARE}"
REVIEW = f"{PAGE}/review?area=ljusdal-tatort"
NOTE = "Kvällsmarknad på ängen"
GROUP = "/operative-group"


@pytest.fixture(autouse=True)
def evenings(app, clock):
    """Ten evenings in the field's square, which makes it a clear hotspot."""
    walk_field_evenings(app, clock)


@pytest.fixture
def desk(desk_of):
    return desk_of("supervisor")


def dismiss(desk, **changes):
    fields = {"judgement": "dismissed", "reasons": "known_cause", "note": NOTE, "seen": 0}
    return desk.send(REVIEW, **(fields | changes))


def hand_on(desk):
    return desk.send(REVIEW, judgement="handed_on", reasons="surroundings", note=NOTE, seen=0)


def count(app, event):
    with app.app_context(), read_connection() as connection:
        return connection.scalar(select(func.count()).where(AuditRow.event == event))


def handover_of(desk):
    (address,) = {
        each.attributes["href"]
        for each in desk.open(GROUP).all("a")
        if each.attributes["href"].startswith(f"{GROUP}/0")
    }
    return address


def test_a_judgement_of_a_square_stands_beside_the_computed_verdict(app, desk):
    form = next(
        each
        for each in desk.open(f"{PAGE}?category=brak").all("form")
        if "/review" in each.attributes.get("action", "")
    )
    address = form.attributes["action"]
    assert address == f"{PAGE}/review?area=ljusdal-tatort&category=brak"
    answer = dismiss(desk)
    assert answer.status == 302
    assert answer.headers["Location"] == f"{PAGE}?area=ljusdal-tatort#review"
    page = desk.open(PAGE).text
    for words in ("Hotspoten är avfärdad.", "tydlig hotspot", "En känd orsak som går över"):
        assert words in page
    assert page.count(NOTE) == 2
    listed = desk.open("/hotspots?by=grid").text
    assert "avfärdad fre 20 november" in listed
    assert NOTE not in listed
    assert "avfärdad" not in desk.open("/hotspots").text
    assert (count(app, "hotspot.reviewed"), count(app, "hotspot.review_read")) == (1, 1)
    with app.app_context(), read_connection() as connection:
        row = connection.execute(select(HotspotReview.__table__)).one()
    assert (row.unit_id, json.loads(row.squares)) == (FIELD_SQUARE, [FIELD_SQUARE])
    assert (row.unit_name, row.observed, row.days) == (AT_FIELD, 20, 10)
    assert (row.shared_name, row.shareable_from_on) == (None, None)
    assert json.loads(row.parameters)["by"] == "grid"


def test_the_list_is_filtered_by_what_was_said_and_taken_out_with_it(desk):
    dismiss(desk)
    assert AT_FIELD in desk.open("/hotspots?by=grid&review=dismissed").text
    assert AT_FIELD not in desk.open("/hotspots?by=grid&review=unreviewed").text
    rows = desk.open("/hotspots/export.csv?by=grid&review=dismissed").content.decode("utf-8-sig")
    assert "avfärdad;2026-11-20" in rows


def test_it_is_undone_by_a_row_and_judged_anew(app, desk):
    dismiss(desk)
    undone = desk.send(f"{PAGE}/review/undo?area=ljusdal-tatort", seen=1)
    assert undone.headers["Location"] == f"{PAGE}?area=ljusdal-tatort#review"
    page = desk.open(PAGE)
    assert "Granskningen är återtagen." in page.text
    assert page.value("seen") == "2"
    assert desk.send(REVIEW, judgement="confirmed", seen=2).status == 302
    assert "bekräftad fre 20 november" in desk.open("/hotspots?by=grid").text
    assert count(app, "hotspot.reviewed") == 3


def test_what_is_wrong_or_was_quicker_keeps_what_was_typed(desk, desk_of):
    page = dismiss(desk, reasons="")
    assert (page.status, page.problems) == (422, ["Fel: Välj minst ett skäl."])
    assert page.value("note") == NOTE
    assert AT_FIELD in page.one("h1").text
    dismiss(desk)
    slow = desk_of("supervisor").send(REVIEW, judgement="confirmed", note="Min text", seen=0)
    assert slow.status == 409
    assert "Någon annan har granskat platsen medan du skrev" in slow.text
    assert (slow.value("note"), slow.value("seen")) == ("Min text", "1")
    changed = dismiss(desk, seen=1, verdict="quiet")
    assert changed.status == 409
    assert "Siffrorna har ändrats medan du skrev" in changed.text


def test_others_of_the_group_see_roughly_where_why_and_when(desk, desk_of):
    hand_on(desk)
    address = handover_of(desk)
    own = desk.open(address)
    assert AT_FIELD in own.one("h1").text
    assert NOTE in own.text
    assert f"{PAGE}?area=ljusdal-tatort" in own.html
    for who in ("coordinator", "other_supervisor"):
        others = desk_of(who)
        for page in (others.open(GROUP), others.open(address)):
            assert "Ruta vid Station, 730 m NO" in page.text
            assert "Den fysiska miljön: belysning, sikt, skadegörelse" in page.text
            assert "visas inte" in page.text
            for secret in (NOTE, AT_FIELD, FIELD_SQUARE, "tydlig hotspot", "20 iakttagelser"):
                assert secret not in page.html
    exported = desk_of("coordinator").open(f"{GROUP}/export.csv").content.decode("utf-8-sig")
    assert "Ruta vid Station, 730 m NO" in exported
    assert AT_FIELD not in exported


def test_a_judgement_of_a_hotspot_is_one_of_each_of_its_squares(app, desk):
    """It was of two squares then; the row has one of them now."""
    neighbour = f"r100-{FIELD_X + 1}-{FIELD_Y}"
    row = a_review_row(
        unit_id=neighbour,
        unit_name="2 rutor vid Station",
        squares=json.dumps([neighbour, FIELD_SQUARE]),
        judgement="confirmed",
        sharing="own",
    )
    with app.app_context(), write_transaction() as connection:
        connection.execute(insert(HotspotReview).values(**row))
    page = desk.open(PAGE)
    assert "bekräftad tors 12 november, då för 2 rutor" in page.text
    assert "då för 2 rutor" in desk.open("/hotspots?by=grid").text
    assert page.value("seen") == "1"
    assert dismiss(desk, seen=0).status == 409
    assert dismiss(desk, seen=1).status == 302
    assert "avfärdad fre 20 november" in desk.open(PAGE).text
    desk.send(f"{PAGE}/review/undo?area=ljusdal-tatort", seen=2)
    desk.send(f"{PAGE}/review/undo?area=ljusdal-tatort", seen=3)
    assert "Ingen i er organisation har granskat den ännu" in desk.open(PAGE).text


@pytest.mark.parametrize("name", ["r100-1-1", "r300-1-1", "x"])
def test_what_is_no_square_of_the_area_is_not_judged(desk, name):
    address = f"/hotspots/squares/{name}/review"
    assert desk.open(address).status == 404
    assert desk.send(address, judgement="confirmed", seen=0).status == 404
    assert desk.send(f"{address}/undo", seen=1).status == 404
    assert desk.open(f"{PAGE}/review?area=finns-inte").status == 422


def test_only_those_who_judge_see_that_anything_was_said(desk, desk_of):
    dismiss(desk)
    for who in ("officer", "coordinator"):
        other = desk_of(who)
        assert other.open(REVIEW).status == 403
        assert NOTE not in other.open(PAGE).html
    stranger = desk_of("other_supervisor")
    assert NOTE not in stranger.open(PAGE).html
    assert "avfärdad" not in stranger.open("/hotspots?by=grid").text
