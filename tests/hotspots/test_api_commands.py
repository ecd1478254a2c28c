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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--area", "stockholm"], "unknown_area"),
        (["--area", "ljusdal-tatort"], "several"),
        (["--area", "jarvso", "--organisation", "Ljusdals kommun"], "unknown_area"),
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
