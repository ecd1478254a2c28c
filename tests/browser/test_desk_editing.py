"""What the desk edits reaches the phones: places, categories, activities. And two people at one form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.browser.phone_app import PhoneApp
from tests.support.builders import STATION


def test_a_new_place_is_on_the_phone_after_the_next_sync(
    open_desk: Callable[..., DeskPages], officer: PhoneApp
) -> None:
    desk = open_desk("supervisor")
    desk.open("/places")
    desk.follow("Lägg till plats")
    desk.fill(name="Busstorget", lat="61,8290", lon="16,0930", accuracy_m="20", radius_m="50")
    desk.choose(kind="torg")
    desk.press("Spara platsen")
    desk.expect_title("Busstorget")

    officer.tap("menu")
    officer.tap("sync-now")
    officer.start_pass()
    expect(officer.page.get_by_role("heading", name="Busstorget")).to_be_visible()


def test_a_place_that_somebody_else_changed_is_not_overwritten_unseen(
    open_desk: Callable[..., DeskPages],
) -> None:
    first, second = open_desk("supervisor"), open_desk("coordinator")
    first.browser.excuse_status(409)
    for desk in (first, second):
        desk.open(f"/places/{STATION}/edit")
    second.fill(name="Stationen")
    second.press("Spara platsen")
    second.expect_title("Stationen")

    first.fill(name="Resecentrum")
    first.press("Spara platsen")
    expect(first.page.get_by_role("alert")).to_contain_text("ändrade")
    expect(first.field("name")).to_have_value("Resecentrum")
    first.press("Spara ändå")
    first.expect_title("Resecentrum")
    expect(first.page.locator("main tbody tr")).to_have_count(3)


def test_a_retired_category_leaves_the_phones_grid(
    open_desk: Callable[..., DeskPages], officer: PhoneApp
) -> None:
    desk = open_desk("supervisor")
    desk.open("/places/categories")
    desk.follow("Brak")
    desk.fill(name_sv="Slagsmål")
    desk.press("Spara kategorin")
    desk.open("/places/categories")
    desk.follow("Berusade")
    desk.press("Sluta använda kategorin")

    officer.tap("menu")
    officer.tap("sync-now")
    officer.tap("nav-pass")
    officer.tap("new-observation")
    expect(officer.see("category-brak")).to_have_text("Slagsmål")
    expect(officer.see("category-berusade")).to_have_count(0)


def test_a_planned_evening_is_on_the_youth_workers_phone(
    open_desk: Callable[..., DeskPages], open_phone: Callable[..., PhoneApp]
) -> None:
    now = datetime.now(UTC).astimezone(ZoneInfo("Europe/Stockholm"))  # noqa: TID251 - as the browser's
    desk = open_desk("coordinator")
    desk.open("/activities")
    desk.follow("Lägg till aktivitet")
    desk.fill(
        title="Tjejkväll",
        organiser="Ljusdals kommun",
        day=(now + timedelta(days=2)).date().isoformat(),
        starts="18:00",
        ends="21:00",
        age_from="13",
        age_to="19",
    )
    desk.choose(place_id=STATION)
    desk.press("Planera aktiviteten")
    desk.expect_title("Tjejkväll")
    phone = open_phone("youth")
    phone.tap("nav-activities")
    expect(phone.page.get_by_role("button", name="Tjejkväll")).to_contain_text("18:00–21:00")

    desk.fill(reason="Ledaren är sjuk")
    desk.press("Ställ in aktiviteten")
    phone.tap("menu")
    phone.tap("sync-now")
    phone.tap("nav-activities")
    expect(phone.page.get_by_role("button", name="Tjejkväll")).to_contain_text("Inställd")
