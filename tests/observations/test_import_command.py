"""`flask import reports`: one command from a file to reports, also where the area is new."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts.models import Area, MembershipRow
from app.core.database import read_connection
from app.core.geometry import project
from app.observations.models import Report
from tests.support.builders import PEOPLE, email_of

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
MEMPHIS = SHARED / "memphis_robberies.csv"
NEW_AREA = [
    *("--area", "memphis", "--create-area", "--name", "Memphis"),
    *("--timezone", "America/Chicago", "--epsg", "32615", "--outline", "bbox"),
]
TO_MEMPHIS = [
    *NEW_AREA,
    *("--map", "time=date,lon=lon,lat=lat,category=offense_type", "--id", "uid"),
    *("--times-are-local", "--category-map", "personal robbery=hot_vald"),
]
ROWS = "När;X;Y;Vad\n2026-11-10 22:15;16,097;61,826;Brak\n2026-11-10 22:15;16,097;61,826;Stök\n"
TO_TOWN = ["--area", "ljusdal-tatort", "--map", "time=När,lon=X,lat=Y,category=Vad"]


@pytest.fixture
def run(app):
    def invoke(*arguments):
        return app.test_cli_runner().invoke(args=["import", "reports", *map(str, arguments)])

    return invoke


@pytest.fixture
def table(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "export.csv"
    path.write_text(ROWS)
    return path


@pytest.fixture
def fetch(app):
    def execute(query):
        with app.app_context(), read_connection() as connection:
            return connection.execute(query).all()

    return execute


@pytest.mark.slow
def test_memphis_comes_in_one_command_and_again_without_a_double(run, fetch, tmp_path):
    first = run(MEMPHIS, *TO_MEMPHIS, "--organisation", "Memphis Police Department")
    assert first.exit_code == 0, first.output
    assert "2,245 added · 0 there already · 0 refused" in first.output
    again = run(MEMPHIS, *TO_MEMPHIS, "--organisation", "Memphis Police Department")
    assert again.exit_code == 0, again.output
    assert "0 added · 2,245 there already · 0 refused" in again.output
    assert fetch(select(func.count()).select_from(Report)) == [(2245,)]
    assert not (tmp_path / "memphis_robberies.refused.csv").exists()


def test_memphis_has_its_own_clock_and_squares(run, fetch):
    run(MEMPHIS, *TO_MEMPHIS, "--organisation", "Memphis Police Department")
    columns = Report.__table__.c
    row = fetch(
        select(columns.occurred_from, columns.ix, columns.iy).where(
            columns.external_id == "15213800"
        )
    )[0]
    assert row.occurred_from.isoformat() == "2019-01-01T07:30:00+00:00"
    (east,), (north,) = project([-89.942], [35.149], 32615)
    assert (row.ix, row.iy) == (int(east // 100), int(north // 100)) == (7785, 38938)
    area = fetch(select(Area.__table__).where(Area.__table__.c.code == "memphis"))[0]
    assert (area.timezone, area.epsg, area.demonstration) == ("America/Chicago", 32615, False)


def test_a_dry_run_says_what_would_be_done_and_leaves_no_area(run, fetch):
    done = run(MEMPHIS, *TO_MEMPHIS, "--organisation", "Memphis Police Department", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "2,245 would be added, nothing was stored" in done.output
    assert fetch(select(Area.__table__.c.id).where(Area.__table__.c.code == "memphis")) == []
    assert fetch(select(func.count()).select_from(Report)) == [(0,)]


def test_who_makes_an_area_by_importing_has_their_role_there(run, fetch):
    done = run(MEMPHIS, *TO_MEMPHIS, "--as", email_of("supervisor"))
    assert done.exit_code == 0, done.output
    member = MembershipRow.__table__.c
    roles = fetch(select(member.role).where(member.person_id == PEOPLE["supervisor"].id))
    assert [role for (role,) in roles] == ["supervisor", "supervisor"]


def test_refused_rows_are_in_a_file_of_the_instance_folder(run, table, tmp_path):
    done = run(table, *TO_TOWN, "--organisation", "Ljusdals kommun")
    assert done.exit_code == 0, done.output
    assert "1 added · 0 there already · 1 refused" in done.output
    assert "'Stök' (name its code with --category-map)" in done.output
    refused = (tmp_path / "export.refused.csv").read_text("utf-8-sig").splitlines()
    assert refused[0] == "När;X;Y;Vad;row;reason"
    assert refused[1].startswith("2026-11-10 22:15;16,097;61,826;Stök;3;")


def test_the_refused_file_comes_back_once_its_rows_can_be_taken(run, table, tmp_path):
    run(table, *TO_TOWN, "--organisation", "Ljusdals kommun", "--source", "export")
    refused = tmp_path / "export.refused.csv"
    mapped = ("--category-map", "stök=brak", "--source", "export")
    done = run(refused, *TO_TOWN, "--organisation", "Ljusdals kommun", *mapped)
    assert "1 added · 0 there already · 0 refused" in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--organisation", "Ingen"], "organisation: name one of:"),
        ([], "organisation: name one of:"),
        (["--as", "ingen@demo.ljuspunkt.example"], "not_found"),
        (["--as", email_of("officer")], "not_found"),
        (["--organisation", "Ljusdals kommun", "--area", "annan"], "unknown_area"),
        (["--organisation", "Ljusdals kommun", "--map", "lon=Z"], "no such column: Z"),
        (["--organisation", "Ljusdals kommun", "--map", "lon"], "is not name=value"),
    ],
)
def test_what_cant_be_done_is_said_in_words(run, table, arguments, words):
    done = run(table, *TO_TOWN, *arguments)
    assert done.exit_code != 0
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("outline", "words"),
    [("1,2,3,x", "outline: can't be read"), ("nowhere.geojson", "outline: can't be read")],
)
def test_an_outline_that_cant_be_read_makes_no_area(run, fetch, outline, words):
    done = run(
        MEMPHIS, *TO_MEMPHIS, "--organisation", "Memphis Police Department", "--outline", outline
    )
    assert done.exit_code == 1
    assert words in done.output
    assert fetch(select(Area.__table__.c.id).where(Area.__table__.c.code == "memphis")) == []


def test_the_area_outline_may_be_a_box_or_a_file(run, tmp_path, fetch):
    box = run(MEMPHIS, *TO_MEMPHIS, "--organisation", "A", "--outline=-90,35,-89.9,35.1")
    assert box.exit_code == 0, box.output
    assert "lies more than 1 km outside the area" in box.output
    path = tmp_path / "area.geojson"
    path.write_text(
        '{"type": "Polygon", "coordinates": [[[-90.4, 34.9], [-89.5, 34.9], [-89.5, 35.4], [-90.4, 35.4]]]}'
    )
    whole = run(
        MEMPHIS, *TO_MEMPHIS, "--area", "memphis2", "--organisation", "B", "--outline", path
    )
    assert "2,245 added" in whole.output, whole.output
