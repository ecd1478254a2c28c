"""The phone app's shell says where it is a demonstration, before anybody has signed in."""

from __future__ import annotations

import pytest

from app import create_app
from app.core import phone_files


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A build of the app: its shell is all that is asked for here."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "index.html").write_text('<!doctype html>\n<html lang="sv"><body></body></html>\n')
    monkeypatch.setattr(phone_files, "BUILT", folder)


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_shell_says_whether_it_is_a_demonstration(config, built, demonstration):
    from dataclasses import replace

    client = create_app(replace(config, demonstration=demonstration)).test_client()
    answer = client.get("/app/")
    assert ("data-demonstration" in answer.text) == demonstration
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/app/any/screen", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
