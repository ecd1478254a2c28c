"""A phone's exported queue at the desk: looked at in counts, imported once, gone within the hour."""

import io
from datetime import timedelta

import pytest

from tests.support.checks import stored_operations
from tests.support.desks import Page
from tests.support.phones import phone_on
from tests.sync.rescues import export_queue

NOTE = "den röda bänken"


def upload(desk, content: bytes) -> Page:
    return desk.send("/review/rescue", file=(io.BytesIO(content), "ljuspunkt-queue.json"))


@pytest.fixture
def exported(app):
    """A phone and what it exported: two observations, one of them with a note."""
    phone = phone_on(app, "officer")
    return phone, export_queue(
        phone, [phone.op(payload={**phone.op()["payload"], "note": NOTE}), phone.op()]
    )


def test_a_queue_is_looked_at_then_imported_once(app, desk_of, exported):
    phone, content = exported
    desk = desk_of("administrator")
    path = upload(desk, content).headers["Location"]

    shown = desk.open(path)
    assert "2 händelser från telefonen" in shown.text
    assert phone.device_id[-8:] in shown.text
    assert "Elin Åström Iakttagelse tas in 2" in shown.text
    assert stored_operations(app, "op_id") == []

    done = desk.send(path)
    assert "2 händelser togs in." in done.text
    assert len(stored_operations(app, "op_id")) == 2
    assert desk.open(path).status == 404

    again = desk.open(upload(desk, content).headers["Location"])
    assert "Finns redan 2" in again.text


def test_nothing_that_was_written_is_shown_to_the_administrator(desk_of, exported):
    _, content = exported
    desk = desk_of("administrator")
    path = upload(desk, content).headers["Location"]
    for page in (desk.open(path), desk.send(path)):
        for written in (NOTE, "16.09", "61.82", "berusade"):
            assert written not in page.html


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no queue", "Filen är skadad. Exportera kön i telefonen igen."),
        (b"{}", "Det här är ingen exporterad kö."),
        (b'{"format": "ljuspunkt-queue", "version": 9}', "Filen är skriven av en nyare app"),
    ],
)
def test_a_file_that_is_no_queue_is_refused_at_its_field(desk_of, content, words):
    page = upload(desk_of("administrator"), content)
    assert page.status == 422
    assert page.problems[0].startswith(f"Fel: {words}")


def test_without_a_file_the_form_says_so(desk_of):
    page = desk_of("administrator").send("/review/rescue")
    assert (page.status, page.problems) == (422, ["Fel: Välj en fil."])


def test_a_revoked_phone_is_said(app, desk_of, exported):
    phone, content = exported
    phone.push()
    desk = desk_of("administrator")
    desk.send(f"/review/devices/{phone.device_id}/revoke")
    page = desk.open(upload(desk, content).headers["Location"])
    assert page.status == 403
    assert page.problems[0].startswith("Fel: Telefonen är spärrad")


def test_a_file_is_its_senders_alone_for_an_hour_and_for_nobody_else_to_read(
    app, clock, desk_of, exported
):
    _, content = exported
    desk = desk_of("administrator")
    path = upload(desk, content).headers["Location"]
    folder = app.settings.instance_path / "rescue"
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert {oct(each.stat().st_mode)[-3:] for each in folder.iterdir()} == {"600"}
    assert desk_of("town_administrator").open(path).status == 404
    clock.at += timedelta(minutes=61)
    assert desk.open(path).status == 404
    # The next upload, whoever's it is, takes away what is old.
    upload(desk_of("town_administrator"), content)
    assert len(list(folder.glob("*.json"))) == 1


def test_a_file_that_is_taken_away_is_gone(app, desk_of, exported):
    _, content = exported
    desk = desk_of("administrator")
    path = upload(desk, content).headers["Location"]
    desk.send(f"{path}/forget")
    assert list((app.settings.instance_path / "rescue").iterdir()) == []
    assert stored_operations(app, "op_id") == []
