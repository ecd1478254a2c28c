"""`flask demo` and `flask hotspots truth`: only where a demonstration is wanted, and never over real data."""

import stat

import pytest

from app.core.database import db
from app.core.web import current_clock
from app.demo.accounts import ACCOUNTS, FILE_NAME
from app.demo.commands import HOLDS_REAL_AREAS
from app.places.areas import AreaFields, add_area
from scripts import serve
from tests.support.databases import sqlite_only

SHORT = ["demo", "load", "--months", "0.1"]
PASSWORD = "korrekt hast batteri klammer"


def sign_in(client, key, password):
    body = {"email": f"{key}@demo.ljuspunkt.example", "password": password}
    return client.post("/api/v1/session", json=body)


def add_real_area(app):
    with app.app_context():
        given = AreaFields(
            name="Bollnäs",
            timezone="Europe/Stockholm",
            outline=None,
            centre_lon=16.39,
            centre_lat=61.35,
            zoom=13,
        )
        add_area(db.session(), given, current_clock().now(), code="bollnas")
        db.session.commit()


def test_the_accounts_open_with_the_password_that_is_printed_and_kept(run, client, tmp_path):
    done = run(*SHORT)
    kept = tmp_path / FILE_NAME
    password = kept.read_text().splitlines()[0].removeprefix("password: ")
    assert len(password) >= 15
    assert password in done.output
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    roles = {}
    for account in ACCOUNTS:
        answer = sign_in(client, account.key, password)
        assert answer.status_code == 200, account.key
        user = answer.json["user"]
        roles[account.key] = (user["organisation"]["kind"], user["memberships"][0]["role"])
        assert account.email in done.output
    assert roles == {
        "officer": ("police", "officer"),
        "officer2": ("police", "officer"),
        "supervisor": ("police", "supervisor"),
        "youth": ("municipality", "youth_worker"),
        "coordinator": ("municipality", "coordinator"),
        "admin": ("municipality", "administrator"),
        "police-admin": ("police", "administrator"),
    }


@sqlite_only
def test_the_password_of_the_environment_is_taken_also_later(run, client):
    run(*SHORT, LJUSPUNKT_DEMO_PASSWORD=PASSWORD)
    assert sign_in(client, "officer", PASSWORD).status_code == 200
    changed = run("demo", "accounts", LJUSPUNKT_DEMO_PASSWORD="kort")
    assert "Password for all of them: kort" in changed.output
    assert "would be refused" in changed.output
    assert sign_in(client, "youth", "kort").status_code == 200
    assert sign_in(client, "youth", PASSWORD).status_code == 401
    assert "Password for all of them: kort" in run("demo", "accounts").output


@sqlite_only
def test_where_it_is_no_demonstration_any_more_its_accounts_open_nothing(run, app, client):
    """Somebody tried the demonstration first and then served its database to real people."""
    run(*SHORT, LJUSPUNKT_DEMO_PASSWORD=PASSWORD)
    assert sign_in(client, "admin", PASSWORD).status_code == 200
    assert client.get("/api/v1/session").status_code == 200
    object.__setattr__(app.settings, "demonstration", False)
    assert client.get("/api/v1/session").status_code == 401
    client.delete_cookie("ljuspunkt")
    for each in ("admin", "police-admin", "officer"):
        refused = sign_in(client, each, PASSWORD)
        assert (refused.status_code, refused.json["code"]) == (401, "sign_in_failed")
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"email": "ADMIN@Demo.Ljuspunkt.example", "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == 401


@sqlite_only
def test_nobody_becomes_administrator_in_what_a_demonstration_left(run, app):
    """The account would open nothing, and nobody would be told why."""
    run(*SHORT, "--no-accounts")
    object.__setattr__(app.settings, "demonstration", False)
    given = ["--email", "anna@kommun.example", "--name", "Anna Ask", "--kind", "municipality"]
    for area in ("ljusdal-tatort", "Bollnäs"):
        where = ["--organisation", "Bollnäs kommun", "--area", area, "--centre", "61.35, 16.39"]
        refused = app.test_cli_runner().invoke(
            args=["create-admin", *given, *where], env={"LJUSPUNKT_ADMIN_PASSWORD": PASSWORD}
        )
        assert refused.exit_code == 1
        assert "holds a demonstration" in refused.output


@sqlite_only
def test_without_a_terminal_each_step_is_said_as_it_happens(run):
    done = run(*SHORT, "--no-accounts")
    assert done.exit_code == 0, done.output
    said = [line.partition(":")[0] for line in done.output.splitlines() if " of " in line]
    assert list(dict.fromkeys(said)) == [
        "Simulating the evenings",
        "Phones send what they recorded",
        "Importing reports from others",
    ]
    assert said.count("Phones send what they recorded") <= 5
    assert "Password for all of them" not in done.output
    assert "Password for all of them" in run("demo", "accounts").output


@sqlite_only
def test_a_lost_file_of_accounts_is_made_anew(run, client, tmp_path):
    run(*SHORT)
    (tmp_path / FILE_NAME).unlink()
    said = run("demo", "accounts").output
    password = said.split("Password for all of them: ")[1].split()[0]
    assert sign_in(client, "admin", password).status_code == 200


@sqlite_only
@pytest.mark.parametrize("command", [["load"], ["load", "--unless-real"], ["accounts"]])
def test_without_the_setting_there_is_no_demonstration(run, app, command):
    object.__setattr__(app.settings, "demonstration", False)
    refused = run("demo", *command)
    assert refused.exit_code == 1
    assert "LJUSPUNKT_DEMO=1" in refused.output


@sqlite_only
def test_real_areas_are_left_alone(run, app):
    add_real_area(app)
    skipped = run("demo", "load", "--unless-real")
    assert skipped.exit_code == serve.HOLDS_REAL_AREAS == HOLDS_REAL_AREAS
    assert "nothing was loaded" in skipped.output
    refused = run("demo", "load")
    assert refused.exit_code == 1
    assert "real areas" in refused.output
    assert run("demo", "accounts").exit_code == 1


@sqlite_only
def test_a_database_has_the_demonstration_of_one_seed(run):
    run(*SHORT, "--seed", "7")
    refused = run(*SHORT, "--seed", "8")
    assert refused.exit_code == 1
    assert "seed 7" in refused.output
    gone_on = run("demo", "load", "--unless-real")
    assert gone_on.exit_code == 0
    assert ": 0 operations" in gone_on.output


@sqlite_only
@pytest.mark.slow
def test_truth_prints_both_rankings(run):
    assert "No demonstration is loaded" in run("hotspots", "truth").output
    run("demo", "load", "--months", "2.5")
    said = run("hotspots", "truth")
    assert said.exit_code == 0, said.output
    for words in ("true rate/h", "counts rank", "precision at 5", "NDCG at 5", "Spearman"):
        assert words in said.output
    assert "Of the 5 truly worst places the corrected ranking has" in said.output
    corrected, counts = (
        int(words.split()[-1].strip(".,"))
        for words in (
            said.output.split(" among its first")[0].rsplit("has ", 1)[1],
            said.output.rsplit("counts ", 1)[1].strip(),
        )
    )
    assert corrected > counts
    shorter = run("hotspots", "truth", "--from", "2026-10-20", "--to", "2026-11-10", "-k", "3")
    assert "2026-10-20 to 2026-11-10" in shorter.output
    assert run("hotspots", "truth", "--from", "2026-11-10", "--to", "2026-10-20").exit_code == 1
