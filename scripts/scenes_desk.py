"""The desk's screens for scripts/screenshots.py: who opens which page, and what is done there first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from scripts.screenshots import Studio

REPORTS = """datum;tid;lat;lon;typ
2026-11-02;21:15;61,8286;16,0911;Fylleri
2026-11-03;22:40;61,8291;16,0922;Skadegörelse
2026-11-04;23:05;61,8269;16,0971;Fylleri
trasig rad;;;;Fylleri
2026-11-07;01:20;59,3293;18,0686;Skadegörelse
"""
MISSING = "0193a000-0000-7000-8000-00000000dead"


def sign_in(studio: Studio, account: str, **options: Any) -> Page:
    """A desk browser in which this account is signed in, on its first page."""
    page = studio.open_browser(phone=False, **options).page
    page.goto("/sign-in")
    page.locator("[name=email]").fill(studio.email(account))
    page.locator("[name=password]").fill(studio.password)
    page.locator("main form button").click()
    expect(page.locator(".frame")).to_be_visible()
    return page


def first_link(page: Page, prefix: str) -> str:
    """The address of the first link of a list that leads to one of its things."""
    link = page.locator(f'main tbody a[href^="{prefix}"]').first
    return str(link.get_attribute("href"))


def take(studio: Studio, page: Page, name: str, address: str) -> None:
    page.goto(address)
    studio.take(page, f"desk-{name}")


def shoot_outside(studio: Studio) -> None:
    """Signing in, and what is not there."""
    page = studio.open_browser(phone=False).page
    take(studio, page, "sign-in", "/sign-in")
    page.locator("main form button").click()
    studio.take(page, "desk-sign-in-empty-form")
    page.locator("[name=email]").fill("nobody@demo.ljuspunkt.example")
    page.locator("[name=password]").fill("wrong")
    page.locator("main form button").click()
    studio.take(page, "desk-sign-in-refused")
    take(studio, page, "sign-in-english", "/sign-in?lang=en")


def shoot_supervisor(studio: Studio) -> None:
    """Hotspots, what needs action, import, and the places."""
    page = sign_in(studio, "supervisor")
    take(studio, page, "hotspots", "/hotspots")
    page.locator("details.menu summary").click()
    studio.take(page, "desk-hotspots-files")
    place = first_link(page, "/hotspots/")
    take(studio, page, "hotspots-one-week", "/hotspots?days=7")
    take(studio, page, "hotspots-none-fits", "/hotspots?q=finnsinte")
    take(studio, page, "hotspot-place", place)
    take(studio, page, "hotspot-review", f"{place.partition('?')[0]}/review")
    page.get_by_label("Avfärda").check()
    page.get_by_role("button", name="Spara granskningen").click()
    studio.take(page, "desk-hotspot-review-refused")
    take(studio, page, "operative-group", "/operative-group")
    page.goto("/hotspots")
    page.emulate_media(media="print")
    studio.take(page, "desk-hotspots-print")
    page.emulate_media(media="screen")
    take(studio, page, "funnel", "/hotspots/funnel")
    take(studio, page, "funnel-nothing", "/hotspots/funnel?from=2020-01-01&to=2020-01-31")
    take(studio, page, "compare", "/hotspots/compare")
    take(studio, page, "year", "/hotspots/year")
    shared_days = "from=2026-02-01&to=2026-02-28&against_from=2026-01-15&against_to=2026-02-14"
    take(studio, page, "compare-shared-days", f"/hotspots/compare?{shared_days}")
    page.goto("/hotspots")
    page.locator("details.analyst summary").first.click()
    studio.take(page, "desk-hotspots-analyst")
    take(studio, page, "method", "/hotspots/method?calibrate=1&backtest=1")
    take(studio, page, "review", "/review")
    if page.locator("main tbody a").count():
        take(studio, page, "review-one", first_link(page, "/review/"))
    take(studio, page, "places-read", "/places")
    take(studio, page, "profile", "/profile")
    take(studio, page, "error-404", f"/places/{MISSING}")
    take(studio, page, "error-403", "/people")
    page.goto("/hotspots")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".topbar summary").click()
    studio.take(page, "desk-menu-open")


def shoot_import(studio: Studio) -> None:
    """A table of reports: chosen, tried, run."""
    page = sign_in(studio, "supervisor")
    take(studio, page, "imports", "/imports")
    page.locator("[name=source]").fill("Ljusdalshem")
    upload = {"name": "rapporter.csv", "mimeType": "text/csv", "buffer": REPORTS.encode()}
    page.locator("[name=file]").set_input_files(upload)  # type: ignore[arg-type]
    page.locator("form[enctype] button").click()
    expect(page.locator("#columns")).to_be_visible()
    studio.take(page, "desk-import-columns")
    page.locator('button[value="plan"]').click()
    expect(page.locator("#tried")).to_be_visible()
    studio.take(page, "desk-import-tried")


def shoot_coordinator(studio: Studio) -> None:
    """Activities: planned, held, one of them."""
    page = sign_in(studio, "coordinator")
    take(studio, page, "coordinator-hotspots", "/hotspots")
    take(studio, page, "activities", "/activities")
    coming = first_link(page, "/activities/")
    take(studio, page, "activities-none-fits", "/activities?q=finnsinte")
    take(studio, page, "activity", coming)
    take(studio, page, "activity-edit", f"{coming}/edit")
    take(studio, page, "activity-new", "/activities/new")
    page.locator("main form.form button.is-main").click()
    studio.take(page, "desk-activity-new-wrong")
    page.on("dialog", lambda dialog: dialog.accept())
    take(studio, page, "activities-held", "/activities/held")
    take(studio, page, "activity-held", first_link(page, "/activities/"))


def shoot_administrator(studio: Studio) -> None:
    """Places, categories, the area, people, devices."""
    page = sign_in(studio, "police-admin")
    take(studio, page, "people", "/people")
    person = first_link(page, "/people/")
    take(studio, page, "person", person)
    take(studio, page, "person-new", "/people/new")
    take(studio, page, "devices", "/review/devices")
    take(studio, page, "places", "/places")
    place = first_link(page, "/places/")
    take(studio, page, "place", place)
    take(studio, page, "place-edit", f"{place}/edit")
    take(studio, page, "place-new", "/places/new")
    take(studio, page, "categories", "/places/categories")
    take(studio, page, "category", first_link(page, "/places/categories/"))
    take(studio, page, "category-new", "/places/categories/new")
    take(studio, page, "area", "/places/area")


def shoot_english(studio: Studio) -> None:
    """A few of them in English, with the language changed where people change it."""
    page = sign_in(studio, "supervisor")
    page.goto("/profile")
    page.locator("[name=locale]").select_option("en")
    page.locator('form[action$="appearance"] button').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    studio.take(page, "desk-profile-english")
    take(studio, page, "hotspots-english", "/hotspots")
    take(studio, page, "review-english", "/review")
    page.goto("/profile")
    page.locator("[name=locale]").select_option("sv")
    page.locator('form[action$="appearance"] button').click()


DESK_CHAPTERS: dict[str, Callable[[Studio], None]] = {
    "desk-outside": shoot_outside,
    "desk-supervisor": shoot_supervisor,
    "desk-import": shoot_import,
    "desk-coordinator": shoot_coordinator,
    "desk-administrator": shoot_administrator,
    "desk-english": shoot_english,
}
