"""Uploaded files are whatever somebody sends: none of them is a fault, and none is kept by a browser."""

import io

import pytest

from app.observations.uploads import MOST_WAITING
from tests.support.desks import Desk

UNREADABLE_LATER = b'id;time\n1;"' + b"x" * 200_000
GOOD = b"id;time;lon;lat;category\n=1;never;16.09;61.82;klotter\n"


def upload(desk, content, source="Kommunen"):
    page = desk.send("/imports", source=source, file=(io.BytesIO(content), "tabell.csv"))
    return page.status, page.headers.get("Location", "")


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\xff\xfe\x00", b"\xfe\xff\xd8\x00"])
def test_half_a_letter_is_refused(app, content):
    assert upload(Desk(app, "supervisor"), content)[0] == 422


def test_a_row_that_cannot_be_read_is_said_at_the_form(app):
    desk = Desk(app, "supervisor")
    status, address = upload(desk, UNREADABLE_LATER)
    assert status == 302

    assert desk.open(address).status == 200
    assert desk.send(address, step="try", time="time", id="id").status == 422


@pytest.mark.parametrize("source", ["a\r\nX-Evil: 1", "a\x85b", "../../etc/passwd", 'a"; b'])
def test_refused_rows_come_as_a_file_that_no_browser_keeps(app, source):
    desk = Desk(app, "supervisor")
    _, address = upload(desk, GOOD, source)
    fields = {name: name for name in ("id", "time", "lon", "lat", "category")}
    assert desk.send(address, step="try", **fields).status == 200

    page = desk.open(f"{address}/refused.csv")

    assert page.status == 200
    assert "'=1;never" in page.html
    assert page.headers["Content-Disposition"].startswith("attachment; ")
    assert page.headers["Cache-Control"] == "no-store"
    assert "X-Evil" not in page.headers


def test_nobody_fills_the_disk_with_tables_that_wait(app, tmp_path):
    desk, colleague = Desk(app, "supervisor"), Desk(app, "coordinator")
    _, theirs = upload(colleague, GOOD)

    sent = [upload(desk, GOOD)[1] for _ in range(MOST_WAITING + 2)]

    opened = [desk.open(address).status for address in sent]
    assert opened == [404, 404] + [200] * MOST_WAITING
    assert colleague.open(theirs).status == 200
    assert len(list((tmp_path / "uploads").glob("*[0-9a-f].csv"))) == MOST_WAITING + 1
