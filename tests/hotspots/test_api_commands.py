"""`flask hotspots …` at the server's command line."""

import pytest

from tests.hotspots.evenings import FRIDAY_EVENING, evening
from tests.support.builders import ORGANISATIONS, POLICE

WHOSE = ORGANISATIONS[POLICE][1]


def run(town, *arguments):
    return town.app.test_cli_runner().invoke(args=["hotspots", *arguments])


def test_the_list_is_printed(town):
    town.walk(evening(11, 18), seen=2)
    town.clock.at = FRIDAY_EVENING
    printed = run(town, "list", "--area", "ljusdal-tatort", "--organisation", WHOSE)
    assert printed.exit_code == 0, printed.output
    assert "Ljusdals tätort, 2026-08-23 to 2026-11-20" in printed.output
    (station,) = [line for line in printed.output.splitlines() if "Station" in line]
    assert "as_expected" in station


@pytest.mark.slow
def test_the_squares_are_printed(town):
    for day in range(8, 18):
        town.walk(evening(11, day), "officer" if day % 2 else "officer2", seen=2)
    town.clock.at = FRIDAY_EVENING
    asked = ("list", "--area", "ljusdal-tatort", "--organisation", WHOSE, "--by", "grid")
    printed = run(town, *asked, "--square", "100")
    assert printed.exit_code == 0, printed.output
    assert "2026-08-23 to 2026-11-20, squares of 100 m" in printed.output
    assert "Ruta vid Station" in printed.output
    assert "r100-" in printed.output
    assert "The figures are the square's own" in printed.output
    assert "1 of " in run(town, *asked, "--limit", "1").output
    refused = run(town, *asked[:-1], "place", "--square", "100")
    assert (refused.exit_code, "--square is of --by grid" in refused.output) == (2, True)


def test_the_method_is_tried_on_an_areas_own_rows(town):
    asked = ("calibrate", "--area", "ljusdal-tatort", "--organisation", WHOSE, "--maps", "20")
    assert "no patrol time or no observation" in run(town, *asked).output
    town.walk(evening(11, 18), seen=2)
    town.clock.at = FRIDAY_EVENING
    tried = run(town, *asked)
    assert tried.exit_code == 0, tried.output
    assert "2 observations dealt out anew on 20 maps, seed 0" in tried.output
    assert "maps with a false clear hotspot: 0.0%" in tried.output
    assert run(town, *asked).output == tried.output
    assert "unknown_area" in run(town, "calibrate", "--area", "stockholm").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--area", "stockholm"],
            "There is no area 'stockholm' (unknown_area). Areas: jarvso (Järvsö); ljusdal-tatort",
        ),
        (["--area", "ljusdal-tatort"], "several"),
        (
            ["--area", "jarvso", "--organisation", "Ljusdals kommun"],
            f"'Ljusdals kommun' has no list of its own in Järvsö. These have: Polisen Dalarna; {WHOSE}",
        ),
        (
            [
                "--area",
                "jarvso",
                "--organisation",
                WHOSE,
                "--from",
                "2026-02-02",
                "--to",
                "2026-02-01",
            ],
            "reversed_period",
        ),
        (["--area", "jarvso", "--organisation", WHOSE, "--category", "enhorning"], "enhorning"),
    ],
)
def test_what_cannot_be_listed_is_said(town, arguments, said):
    answer = run(town, "list", *arguments)
    assert answer.exit_code == 1
    assert said in answer.output


def test_every_list_for_phones_is_made_again(town):
    assert "4 lists, 4 changed" in run(town, "recompute").output
    assert "4 lists, 0 changed" in run(town, "recompute").output
    town.walk(evening(11, 18), seen=2)
    town.clock.at = FRIDAY_EVENING
    assert "4 lists, 1 changed" in run(town, "recompute").output


@pytest.mark.parametrize("command", ["list", "calibrate", "backtest"])
def test_an_area_without_police_is_no_unknown_area(app, command):
    made = app.test_cli_runner().invoke(
        args=[
            *("create-admin", "--email", "anna@kommun.example", "--name", "Anna Ask"),
            *("--organisation", "Ljusdals kommun", "--kind", "municipality"),
            *("--area", "Ljusdal", "--centre", "61.83, 16.09"),
        ],
        env={"LJUSPUNKT_ADMIN_PASSWORD": "korrekt hast batteri klammer"},
    )
    assert made.exit_code == 0, made.output
    answer = app.test_cli_runner().invoke(args=["hotspots", command, "--area", "ljusdal"])
    assert answer.exit_code == 1
    assert "No organisation that has a list of its own (police) takes part in Ljusdal" in (
        answer.output
    )
    assert "flask --app wsgi create-admin --kind police --area ljusdal" in answer.output
    assert "unknown_area" not in answer.output
