"""The operative group's list: handed on by the police, worked on by both, printed and taken out as it stands."""

import io

import openpyxl
import pytest
from sqlalchemy import func, insert, select

from app.core.audit import AuditRow
from app.core.database import read_connection, write_transaction
from app.hotspots.reviews.models import HotspotReview
from tests.support.builders import COOP, STATION, VALLEY, VALLEY_SQUARE
from tests.support.reviews import a_review_row

GROUP = "/operative-group"
NOTE = "Anna Andersson vid porten"


@pytest.fixture
def add(app):
    """Adds a row of `hotspot_review`; answers its page."""

    def add_one(**changes):
        row = a_review_row(**changes)
        with app.app_context(), write_transaction() as connection:
            connection.execute(insert(HotspotReview).values(**row))
        return f"{GROUP}/{row['id']}"

    return add_one


def count(app, event):
    with app.app_context(), read_connection() as connection:
        return connection.scalar(select(func.count()).where(AuditRow.event == event))


def test_an_empty_list_says_how_things_come_there(desk_of):
    for name in ("supervisor", "coordinator"):
        page = desk_of(name).open(GROUP)
        assert "Inget är överlämnat" in page.text
        links = {each.attributes["href"] for each in page.all("a", class_="button is-main")}
        assert links == ({"/hotspots"} if name == "supervisor" else set())


def test_what_the_supervisor_hands_on_stands_on_the_coordinators_list(desk_of):
    desk_of("supervisor").send(
        f"/hotspots/{STATION}/review",
        judgement="handed_on",
        reasons="surroundings",
        note=NOTE,
        seen=0,
    )
    coordinator = desk_of("coordinator")
    page = coordinator.open(GROUP)
    assert "Station" in page.text
    assert "Den fysiska miljön: belysning, sikt, skadegörelse" in page.text
    assert "visas inte" in page.text
    assert "Polisen Gävleborg" in page.text
    (address,) = {
        each.attributes["href"]
        for each in page.all("a")
        if each.attributes["href"].startswith(f"{GROUP}/0")
    }
    for shown in (page, coordinator.open(address)):
        assert NOTE not in shown.html
        assert f"/hotspots/{STATION}" not in shown.html
    own = desk_of("supervisor").open(address)
    assert NOTE in own.text
    assert f"/hotspots/{STATION}" in own.html


def test_it_is_taken_up_closed_and_opened_again(app, add, desk_of):
    address, police, town = add(), desk_of("supervisor"), desk_of("coordinator")
    assert town.send(f"{address}/take-up", seen=0).status == 302
    assert "upptaget" in police.open(GROUP).text

    wrong = police.send(f"{address}/close", seen=1, note="Klart")
    assert (wrong.status, wrong.problems) == (422, ["Fel: Välj en."])
    assert wrong.value("note") == "Klart"
    closed = police.send(f"{address}/close", seen=1, outcome="measures", note=NOTE)
    assert closed.status == 302
    assert "Åtgärder är beslutade" in town.open(address).text
    assert NOTE not in town.open(address).html
    assert "Inga i det läget" in town.open(GROUP).text
    assert "Station" in town.open(f"{GROUP}?state=closed").text

    assert town.send(f"{address}/reopen", seen=2).status == 302
    assert "1 ärende är öppet eller upptaget." in town.open(GROUP).text
    for event in ("taken_up", "closed", "reopened"):
        assert count(app, f"handover.{event}") == 1


def test_the_second_of_two_hears_of_it_and_keeps_what_was_typed(add, desk_of):
    address = add(note=NOTE)
    assert desk_of("coordinator").send(f"{address}/close", seen=0, outcome="solved").status == 302
    page = desk_of("supervisor").send(
        f"{address}/close", seen=0, outcome="elsewhere", note="Min text"
    )
    assert page.status == 409
    assert "Ärendet är stängt nu" in page.text
    assert NOTE not in page.html


def test_what_was_taken_back_can_only_be_read(add, desk_of):
    address = add()
    add(number=2, judgement="undone", sharing="own", undoes=address.rsplit("/", 1)[1])
    desk = desk_of("coordinator")
    assert "Inga i det läget" in desk.open(GROUP).text
    assert "återtagen" in desk.open(f"{GROUP}?state=taken_back").text
    assert desk.open(address).all("form", method="post", class_="form") == []
    assert desk.send(f"{address}/take-up", seen=0).status == 409


def test_reading_one_and_taking_the_list_out_are_audited(app, add, desk_of):
    address, desk = add(), desk_of("coordinator")
    desk.open(address)
    assert count(app, "handover.read") == 1
    desk.open(f"{GROUP}/export.csv")
    assert count(app, "handover.export") == 1


def test_the_files_have_what_the_list_shows(add, desk_of):
    add(note=NOTE)
    add(unit_id=COOP, unit_name="Coop", reasons='["traffic", "recurring"]')
    desk = desk_of("coordinator")
    header, *rows = (
        desk.open(f"{GROUP}/export.csv?sort=name").html.lstrip("\ufeff").strip().split("\r\n")
    )
    assert header == (
        "Plats;Varför;Beräknad bedömning då;Överlämnad;Av;Status;Sedan;Av;Vad det ledde till"
    )
    assert [row.split(";")[0] for row in rows] == ["Coop", "Station"]
    assert rows[0].split(";")[1:6] == [
        "Trafikmiljön, Återkommer trots patrullering",
        "tydlig hotspot",
        "2026-11-12",
        "Polisen Gävleborg",
        "öppet",
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(desk.open(f"{GROUP}/export.xlsx?state=closed").content)
    )
    assert len(list(book.worksheets[0].values)) == 1
    assert NOTE not in str(rows)


def test_another_areas_is_not_there_and_a_form_needs_its_token(app, add, desk_of):
    other, address = add(area_id=VALLEY, unit_id=VALLEY_SQUARE), add()
    desk = desk_of("coordinator")
    assert desk.open(other).status == 404
    assert desk.send(f"{other}/take-up", seen=0).status == 404
    assert desk.send(f"{address}/take-up", csrf_token="wrong", seen=0).status == 403
    assert desk_of("officer").open(GROUP).status == 403
    assert count(app, "handover.taken_up") == 0


def test_the_lists_address_says_order_and_state(add, desk_of):
    add()
    desk = desk_of("supervisor")
    for asked in ("?sort=-state&state=all", "?sort=x&state=x&page=9", "?state=open"):
        assert desk.open(f"{GROUP}{asked}").status == 200
