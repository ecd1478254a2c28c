"""The file over the wire: whole or by ranges, for ever the same, for people of the area alone."""

import hashlib

import pytest

from app.basemap.service import file_of


@pytest.fixture
def installed(run, drawn):
    """The path of the town's basemap and its bytes."""
    assert run("basemap", "install", drawn, "--area", "ljusdal-tatort").exit_code == 0
    content = drawn.read_bytes()
    return f"/api/v1/basemaps/{hashlib.sha256(content).hexdigest()}", content


def test_it_comes_whole_and_may_be_kept_for_ever(installed, signed_in):
    path, content = installed

    answer = signed_in("youth").get(path)

    assert (answer.status, answer.content) == (200, content)
    assert answer.headers["Content-Type"] == "application/vnd.pmtiles"
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_range_is_that_part_of_it(installed, signed_in):
    path, content = installed
    phone = signed_in("officer")

    part = phone.send("GET", path, Range="bytes=100-299")
    assert (part.status, part.content) == (206, content[100:300])
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(content)}"

    end = phone.send("GET", path, Range="bytes=-50")
    assert (end.status, end.content) == (206, content[-50:])

    behind = phone.send("GET", path, Range=f"bytes={len(content)}-")
    assert (behind.status, behind.code) == (416, "range_not_satisfiable")


def test_what_the_phone_has_is_not_sent_again(installed, signed_in):
    path, _ = installed
    phone = signed_in("officer")
    tag = phone.get(path).headers["ETag"]
    assert phone.send("GET", path, If_None_Match=tag).status == 304


def test_it_is_for_people_of_the_area(installed, signed_in, client):
    path, _ = installed
    assert client.get(path).status_code == 401
    assert signed_in("auditor").get(path).code == "not_permitted"
    for name in ("officer", "other_officer", "administrator", "two_areas"):
        assert signed_in(name).get(path).status == 200
    stranger = signed_in("valley_officer").get(path)
    assert (stranger.status, stranger.code) == (404, "not_found")


def test_what_is_not_there_is_not_found(installed, signed_in, tmp_path):
    path, _ = installed
    phone = signed_in("officer")
    for other in ("0" * 64, "nonsense", "..%2fljuspunkt.sqlite3", path.rsplit("/", 1)[1].upper()):
        assert phone.get(f"/api/v1/basemaps/{other}").code == "not_found"

    file_of(tmp_path, path.rsplit("/", 1)[1]).unlink()
    assert phone.get(path).code == "not_found"
