"""Addresses under `/app/` say nothing of files elsewhere on the server, and none of them is a fault."""

import pytest

from app.core import phone_files

SHELL = "<!doctype html><title>Ljuspunkt</title>"


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A built app beside a file that is nobody's business."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "index.html").write_text(SHELL)
    (tmp_path / "secret_key").write_text("hemligt")
    monkeypatch.setattr(phone_files, "BUILT", folder)
    return folder


def answer(client, path):
    response = client.get(f"/app/{path}")
    found = response.status_code, response.text
    response.close()
    return found


@pytest.mark.parametrize("outside", ["..%2fsecret_key", "x%2f..%2f..%2fsecret_key"])
def test_a_file_outside_answers_as_one_that_is_not_there(client, built, outside):
    assert answer(client, outside) == answer(client, f"{outside}-nowhere") == (200, SHELL)


@pytest.mark.parametrize("path", ["a" * 300, "a/" * 3000, "%00", "a%00b", "~/x", "." * 20])
def test_no_address_is_a_fault(client, built, path):
    assert answer(client, path)[0] in {200, 404}
