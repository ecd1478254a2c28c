"""A supervisor judges hotspots: by mouse, by the keyboard alone, on paper; the group takes over what was handed on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.desk_pages import DeskPages
from tests.support.builders import STATION

PLACE = f"/hotspots/{STATION}"
Opener = Callable[..., DeskPages]


def save(desk: DeskPages) -> None:
    desk.press("Spara granskningen")


def test_dismissing_without_a_reason_says_so_and_keeps_what_was_typed(open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    desk.browser.excuse_status(422)
    desk.open(PLACE)
    expect(desk.page.get_by_role("group", name="Varför den avfärdas")).to_be_hidden()
    desk.page.get_by_label("Avfärda").check()
    desk.fill(note="Marknad hela helgen")
    save(desk)
    expect(desk.page.get_by_role("alert")).to_contain_text("Välj minst ett skäl.")
    expect(desk.field("note")).to_have_value("Marknad hela helgen")
    expect(desk.page.get_by_label("Avfärda")).to_be_checked()
    assert find_violations(desk.page) == []

    desk.page.get_by_label("En känd orsak som går över").check()
    save(desk)
    desk.expect_title("Station")
    desk.expect_said("Hotspoten är avfärdad.")
    desk.open("/hotspots?review=dismissed")
    expect(desk.row("Station")).to_contain_text("avfärdad")


def test_confirming_and_undoing_by_the_keyboard_alone(open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    desk.open(PLACE)
    keyboard = desk.page.keyboard
    desk.page.get_by_label("Bekräfta").focus()
    keyboard.press("Space")
    expect(desk.page.get_by_label("Bekräfta")).to_be_checked()
    keyboard.press("Tab")
    expect(desk.field("note")).to_be_focused()
    keyboard.press("Tab")
    expect(desk.page.get_by_role("button", name="Spara granskningen")).to_be_focused()
    keyboard.press("Enter")
    desk.expect_said("Hotspoten är bekräftad.")

    # The words are there before the page's script has taken the reader to them.
    desk.page.wait_for_load_state()
    undo = desk.page.get_by_role("button", name="Ångra granskningen")
    undo.focus()
    expect(undo).to_be_focused()
    keyboard.press("Enter")
    desk.expect_said("Granskningen är återtagen.")
    history = desk.page.get_by_role("table", name="Granskningar av platsen")
    expect(history.get_by_role("row")).to_have_count(3)


def test_two_at_once_lose_nothing(open_desk: Opener) -> None:
    first, second = open_desk("supervisor"), open_desk("supervisor")
    second.browser.excuse_status(409)
    for desk in (first, second):
        desk.open(PLACE)
    first.page.get_by_label("Bekräfta").check()
    save(first)
    first.expect_said("Hotspoten är bekräftad.")

    second.page.get_by_label("Bekräfta").check()
    second.fill(note="Min text")
    save(second)
    expect(second.page.get_by_role("alert")).to_contain_text("Någon annan har granskat platsen")
    expect(second.field("note")).to_have_value("Min text")
    save(second)
    second.expect_said("Hotspoten är bekräftad.")
    expect(second.page.get_by_text("Min text").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_handed_on_is_taken_up_and_closed_by_the_municipality(
    scheme: str, open_desk: Opener
) -> None:
    police = open_desk("supervisor", color_scheme=scheme)
    police.open(PLACE)
    assert find_violations(police.page) == []
    police.page.get_by_label("Lämna över till operativa gruppen").check()
    police.page.get_by_label("Den fysiska miljön: belysning, sikt, skadegörelse").check()
    police.fill(note="Polisens egna ord")
    save(police)
    police.expect_said("Hotspoten står på operativa gruppens lista.")

    town = open_desk("coordinator", color_scheme=scheme)
    town.open("/operative-group")
    expect(town.row("Station")).to_contain_text("öppet")
    assert find_violations(town.page) == []
    town.follow("Station")
    town.expect_title("Station")
    assert find_violations(town.page) == []
    expect(town.page.get_by_text("Polisens egna ord")).to_have_count(0)
    town.press("Ta upp")
    town.expect_said("Ärendet är upptaget.")
    town.choose(outcome="measures")
    town.press("Stäng ärendet")
    town.expect_said("Ärendet är stängt.")

    police.follow("Hos operativa gruppen")
    expect(police.page.get_by_text("Åtgärder är beslutade")).to_be_visible()
    expect(police.page.get_by_text("Polisens egna ord")).to_be_visible()


def test_on_paper_the_list_is_one_page_and_the_hotspot_has_its_weeks(open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    desk.open(PLACE)
    desk.page.get_by_label("Lämna över till operativa gruppen").check()
    desk.page.get_by_label("Återkommer trots patrullering").check()
    save(desk)
    desk.expect_said("Hotspoten står på operativa gruppens lista.")
    desk.page.emulate_media(media="print")
    weeks = desk.page.get_by_role(
        "table", name="Iakttagelser, besök och patrulltid vecka för vecka"
    )
    expect(weeks).to_be_visible()
    expect(desk.page.get_by_role("button", name="Ångra granskningen")).to_be_hidden()
    expect(desk.page.get_by_role("table", name="Granskningar av platsen")).to_be_visible()

    desk.open("/operative-group")
    expect(desk.row("Station")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", desk.page.pdf(format="A4"))) == 1
