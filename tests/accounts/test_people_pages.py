"""Administration's pages: a password shown once, and nothing of another organisation."""

import re

from tests.support.builders import PASSWORD, PEOPLE, TOWN
from tests.support.desks import Desk

OFFICER = f"/people/{PEOPLE['officer'].id}"
NEW = {"name": "Nils Ny", "email": "nils@polisen.example", "grants": f"{TOWN}:officer"}


def test_the_initial_password_is_shown_once(desk_of, app):
    desk = desk_of("administrator")

    made = desk.send("/people", **NEW)

    password = made.one("p", class_="once").text
    assert re.fullmatch(r"([a-z2-9]{4}-){4}[a-z2-9]{4}", password)
    assert made.headers["Cache-Control"] == "no-store"
    assert password not in desk.open("/people?q=nils").html
    visitor = Desk(app)
    visitor.token = visitor.open("/sign-in").value("csrf_token")
    entered = visitor.send("/sign-in", email="nils@polisen.example", password=password)
    assert entered.headers["Location"] == "/app/"


def test_an_address_that_is_taken_is_refused_and_the_form_kept(desk_of):
    desk = desk_of("administrator")
    desk.send("/people", **NEW)

    again = desk.send("/people", **NEW)

    assert again.status == 422
    assert again.problems == ["Fel: Det finns redan ett konto med den adressen."]
    assert again.value("name") == "Nils Ny"
    ticked = [each for each in again.all("input", name="grants") if "checked" in each.attributes]
    assert [each.attributes["value"] for each in ticked] == [f"{TOWN}:officer"]


def test_roles_are_changed(desk_of):
    desk = desk_of("administrator")

    desk.send(f"{OFFICER}/roles", grants=[f"{TOWN}:officer", f"{TOWN}:supervisor"])

    assert desk_of("officer").open("/review").status == 200
    assert desk.send(f"{OFFICER}/roles", grants=f"{TOWN}:king").status == 422


def test_a_closed_account_is_out_at_once(desk_of):
    desk, officer = desk_of("administrator"), desk_of("officer")
    assert officer.open("/profile").status == 200

    desk.send(f"{OFFICER}/close")

    assert "/sign-in" in officer.open("/profile").headers["Location"]
    assert "Elin Åström" not in desk.open("/people").text
    assert "Elin Åström" in desk.open("/people?state=closed").text
    desk.send(f"{OFFICER}/open")
    assert "Elin Åström" in desk.open("/people").text


def test_people_of_another_organisation_are_a_404(desk_of):
    desk, youth = desk_of("administrator"), f"/people/{PEOPLE['youth'].id}"

    assert desk.open(youth).status == 404
    for act in ("roles", "close", "open", "sessions", "password"):
        assert desk.send(f"{youth}/{act}").status == 404
    assert "Youth" not in desk.open("/people?state=all").text


def test_a_renewed_password_replaces_the_old_one(desk_of, app):
    shown = desk_of("administrator").send(f"{OFFICER}/password")

    visitor = Desk(app)
    visitor.token = visitor.open("/sign-in").value("csrf_token")
    email = "officer@demo.ljuspunkt.example"
    assert visitor.send("/sign-in", email=email, password=PASSWORD).status == 401
    password = shown.one("p", class_="once").text
    assert visitor.send("/sign-in", email=email, password=password).status == 302


def test_only_administrators_come_in(desk_of):
    for name in ("supervisor", "coordinator", "officer", "auditor"):
        assert desk_of(name).open("/people").status == 403
