"""Installing, listing and removing: atomic, recorded for the area, told to phones, in the log."""

import hashlib
import json

import pytest
from sqlalchemy import select

from app.basemap.archive import ArchiveUnusable
from app.basemap.models import Basemap
from app.basemap.service import file_of, install
from app.core.audit import AuditRow
from app.core.database import db
from tests.support.basemaps import draw_basemap
from tests.support.builders import TOWN, VALLEY
from tests.support.desks import acting


def files(folder):
    return sorted(path.name for path in (folder / "basemaps").iterdir())


def area_of(phone, area_id=TOWN):
    return next(change for change in reversed(phone.pull_all()) if change["record_id"] == area_id)[
        "data"
    ]


def log_of(app, event):
    with app.app_context():
        rows = db.session.scalars(select(AuditRow.details).where(AuditRow.event == event))
        return [json.loads(details) for details in rows]


def test_phones_are_told_what_they_need_to_fetch_check_and_draw_it(app, run, drawn, signed_in):
    phone = signed_in("officer")
    cursor = phone.pull().json["cursor"]
    sha256 = hashlib.sha256(drawn.read_bytes()).hexdigest()

    done = run("basemap", "install", drawn, "--area", "ljusdal-tatort")

    assert done.exit_code == 0, done.output
    (change,) = phone.pull_all(cursor)
    assert (change["kind"], change["record_id"], change["version"]) == ("area", TOWN, 2)
    assert change["data"]["basemap"] == {
        "sha256": sha256,
        "bytes": drawn.stat().st_size,
        "min_zoom": 10,
        "max_zoom": 14,
        "attribution": "Egen skiss (Ljuspunkt), inte uppmätt",
        "sketch": True,
    }
    expected = {"area_id": TOWN, "sha256": sha256, "bytes": drawn.stat().st_size}
    assert log_of(app, "basemap.installed") == [expected]


def test_an_area_without_a_basemap_says_so(signed_in):
    assert area_of(signed_in("officer"))["basemap"] is None


def test_a_new_one_takes_the_place_of_the_old(app, run, drawn, tmp_path, signed_in):
    run("basemap", "install", drawn, "--area", "ljusdal-tatort")
    newer = draw_basemap(tmp_path, attribution="Nyare")

    run("basemap", "install", newer, "--area", "ljusdal-tatort")

    sha256 = hashlib.sha256(newer.read_bytes()).hexdigest()
    assert files(tmp_path) == [f"{sha256}.pmtiles"]
    assert file_of(tmp_path, sha256).read_bytes() == newer.read_bytes()
    assert area_of(signed_in("officer"))["basemap"]["attribution"] == "Nyare"


def test_an_attribution_can_be_given_and_must_be_somewhere(app, run, tmp_path, signed_in):
    nameless = draw_basemap(tmp_path, attribution="")

    refused = run("basemap", "install", nameless, "--area", "ljusdal-tatort")
    assert refused.exit_code == 1
    assert "--attribution" in refused.output
    assert files(tmp_path) == []

    words = ("--attribution", "© OpenStreetMap")
    assert run("basemap", "install", nameless, "--area", "ljusdal-tatort", *words).exit_code == 0
    assert area_of(signed_in("officer"))["basemap"]["attribution"] == "© OpenStreetMap"


def test_what_is_refused_leaves_nothing_behind(app, drawn, tmp_path):
    half = tmp_path / "half.pmtiles"
    half.write_bytes(drawn.read_bytes()[:5_000])
    with acting(app, "operator") as (session, _, now):
        with pytest.raises(ArchiveUnusable, match="cut off"):
            install(session, tmp_path, half, TOWN, now)

        assert files(tmp_path) == []
        assert session.scalars(select(Basemap.area_id)).all() == []


def test_a_wrong_area_is_answered_with_those_that_are_there(run, drawn):
    refused = run("basemap", "install", drawn, "--area", "hudiksvall")
    assert refused.exit_code == 1
    assert "There is: jarvso, ljusdal-tatort." in refused.output


def test_list_says_what_each_area_has_and_what_is_missing(run, drawn, tmp_path):
    assert "No area has a basemap" in run("basemap", "list").output
    for code in ("ljusdal-tatort", "jarvso"):
        run("basemap", "install", drawn, "--area", code)
    first, second = run("basemap", "list").output.splitlines()
    assert (first.split()[0], second.split()[0]) == ("jarvso", "ljusdal-tatort")
    assert "sketch" in first
    assert "MISSING" not in first

    for path in (tmp_path / "basemaps").iterdir():
        path.unlink()
    assert run("basemap", "list").output.count("FILE IS MISSING") == 2


def test_removal_is_told_and_logged_and_the_file_goes_with_its_last_area(
    app, run, drawn, tmp_path, signed_in
):
    for code in ("ljusdal-tatort", "jarvso"):
        run("basemap", "install", drawn, "--area", code)

    assert run("basemap", "remove", "--area", "ljusdal-tatort").exit_code == 0
    assert len(files(tmp_path)) == 1
    assert area_of(signed_in("officer"))["basemap"] is None
    assert area_of(signed_in("valley_officer"), VALLEY)["basemap"] is not None

    assert run("basemap", "remove", "--area", "jarvso").exit_code == 0
    assert files(tmp_path) == []
    assert [row["area_id"] for row in log_of(app, "basemap.removed")] == [TOWN, VALLEY]
    again = run("basemap", "remove", "--area", "jarvso")
    assert (again.exit_code, "has no basemap" in again.output) == (1, True)
