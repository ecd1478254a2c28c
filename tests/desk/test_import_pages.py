"""Import at the desk: upload, columns, dry run, run; the file is its sender's alone and stays a day at most."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.observations.models import Report
from app.observations.pages import guess_columns
from tests.support.desks import Page, acting

TABLE = """Ärendenummer;Tidpunkt;Latitud;Longitud;Kategori
1;2026-11-03 21:10;61.8288;16.0950;Berusade
2;2026-11-05 08:00;61.8290;16.0923;brak
3;2026-11-05 08:00;61.8290;16.0923;Fylleri
4;2026-11-06 08:00;55.8290;16.0923;Brak
5;;61.8290;16.0923;Brak
"""
COLUMNS = {
    "time": "Tidpunkt",
    "lat": "Latitud",
    "lon": "Longitud",
    "category": "Kategori",
    "id": "Ärendenummer",
}


def upload(desk, content: str | bytes = TABLE, source="Felanmälan") -> Page:
    raw = content if isinstance(content, bytes) else content.encode()
    return desk.send("/imports", source=source, file=(io.BytesIO(raw), "anmälningar.csv"))


def count(app) -> int:
    with acting(app, "coordinator") as (session, _, _now):
        return session.scalar(select(func.count()).select_from(Report))


def test_a_table_is_tried_mended_and_imported_once(app, desk_of):
    desk = desk_of("coordinator")
    path = upload(desk).headers["Location"]

    guessed = desk.open(path)
    assert {name: guessed.value(name) for name in COLUMNS} == COLUMNS

    tried = desk.send(path, **COLUMNS, step="plan")
    assert count(app) == 0
    assert "Läggs till 2" in tried.text
    assert "Avvisas 3" in tried.text
    assert tried.value("word-1") == "Fylleri"

    mended = desk.send(path, **COLUMNS, step="plan", **{"word-1": "Fylleri", "code-1": "berusade"})
    assert "Läggs till 3" in mended.text
    assert mended.value("code-1") == "berusade"

    done = desk.send(
        path, **COLUMNS, step="run", follow=True, **{"word-1": "Fylleri", "code-1": "berusade"}
    )
    assert "3 rapporter lades till" in done.text
    assert count(app) == 3
    assert desk.open(path).status == 404

    again = upload(desk).headers["Location"]
    assert "Finns redan 2" in desk.send(again, **COLUMNS, step="plan").text


def test_the_refused_rows_come_back_with_their_reasons(desk_of):
    desk = desk_of("coordinator")
    path = upload(desk).headers["Location"]
    desk.send(path, **COLUMNS, step="plan")

    file = desk.open(f"{path}/refused.csv")

    rows = file.html.lstrip("\ufeff").strip().split("\r\n")
    assert rows[0].startswith("Ärendenummer;Tidpunkt")
    assert [row.split(";")[0] for row in rows[1:]] == ["3", "4", "5"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "Första raden måste ha kolumnernas namn."),
        ("a;a\n1;2\n", "Två kolumner har samma namn."),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_once(desk_of, content, words):
    page = upload(desk_of("coordinator"), content)

    assert page.status == 422
    assert page.problems == [f"Fel: {words}"]
    assert page.value("source") == "Felanmälan"


def test_without_a_file_the_form_says_so(desk_of):
    page = desk_of("coordinator").send("/imports", source="Felanmälan")

    assert page.status == 422
    assert page.problems == ["Fel: Välj en fil."]


def test_a_column_that_is_missing_is_said_at_its_field(desk_of):
    desk = desk_of("coordinator")
    path = upload(desk).headers["Location"]

    page = desk.send(path, **COLUMNS | {"time": ""}, step="run")

    assert page.status == 422
    assert page.problems == ["Fel: Välj kolumn för tid, position och kategori."]


def test_an_upload_is_its_senders_alone_and_a_day_old_at_most(app, clock, desk_of):
    desk = desk_of("coordinator")
    path = upload(desk).headers["Location"]

    assert desk_of("supervisor").open(path).status == 404
    clock.at += timedelta(hours=11)
    assert desk.open(path).status == 200
    clock.at += timedelta(hours=14)
    assert desk_of("coordinator").open(path).status == 404


def test_a_file_that_is_taken_away_is_gone(app, desk_of):
    desk = desk_of("coordinator")
    path = upload(desk).headers["Location"]
    folder = app.settings.instance_path / "uploads"
    (kept,) = folder.glob("*.csv")
    assert oct(kept.stat().st_mode)[-3:] == "600"
    assert oct(folder.stat().st_mode)[-3:] == "700"

    desk.send(f"{path}/forget")

    assert desk.open(path).status == 404
    assert list(folder.glob("*.csv")) == []


def test_only_those_who_import_come_in(desk_of):
    for name in ("officer", "youth", "administrator"):
        assert desk_of(name).open("/imports").status == 403


@pytest.mark.parametrize(
    ("header", "time", "time_of_day"),
    [
        (["datum", "tid", "typ"], "datum", "tid"),
        (["Date", "Time"], "Date", "Time"),
        (["tid", "typ"], "tid", ""),
        (["Tidpunkt"], "Tidpunkt", ""),
    ],
)
def test_a_date_and_its_clock_are_told_apart(header, time, time_of_day):
    guessed = guess_columns(header)
    assert (guessed["time"], guessed["time_of_day"]) == (time, time_of_day)
