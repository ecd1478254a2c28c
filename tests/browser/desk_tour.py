"""Every page of the desk and the states that people meet on it, one after another, for whoever looks at them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from flask import Flask
from playwright.sync_api import expect

from app.core.access import POLICY, Role
from app.core.access_table import list_routes
from tests.browser.desk_pages import DeskPages
from tests.support.builders import BY_ROLE, PEOPLE, STATION, YOUTH_CLUB, known_id
from tests.support.phones import Phone
from tests.sync.rescues import export_queue

#: What is done at each stop: the page, and its name.
Look = Callable[[DeskPages, str], None]
#: Who is asked first for a page that several may open.
ROLES = (Role.SUPERVISOR, Role.ADMINISTRATOR, *Role)
KNOWN: Mapping[str, str] = {
    "place_id": STATION,
    "activity_id": YOUTH_CLUB,
    "category_id": known_id("301"),
    "person_id": PEOPLE["officer2"].id,
}
#: Not of the desk, or not of anybody who is in.
ELSEWHERE = ("/api/", "/app", "/static/", "/healthz", "/readyz", "/sign-in")
#: The same pages with something asked of them.
ASKED: Mapping[Role, tuple[str, ...]] = {
    Role.SUPERVISOR: (
        "/hotspots?from=2026-01-01&to=2026-01-31",
        "/hotspots/method?calibrate=1&backtest=1",
        "/hotspots?by=grid",
        "/hotspots/squares/r100-5577-68553",
        "/review?page=99999",
    ),
    Role.COORDINATOR: ("/hotspots", "/hotspots?by=grid", "/operative-group"),
}
REPORTS = "datum;tid;lat;lon;typ\n2026-11-02;21:15;61,8286;16,0911;Berusade\ntrasig;;;;Berusade\n"


def list_pages(app: Flask) -> Mapping[Role, list[str]]:
    """The address of every page of the routes, below a role that may open it; ids are those of the world.

    Left out: files to save, and pages of what has first to be made (an import, an exported queue, a refused entry).
    """
    found = defaultdict(list, {role: list(addresses) for role, addresses in ASKED.items()})
    for route in list_routes(app):
        address = re.sub(r"<uuid:(\w+)>", lambda name: KNOWN.get(name[1], "<>"), route.rule)
        is_page = not address.startswith(ELSEWHERE) and not PurePosixPath(address).suffix
        if route.method == "GET" and is_page and "<" not in address:
            role = next(each for each in ROLES if any(a in POLICY[each] for a in route.any_of))
            found[role].append(address)
    return found


def walk_the_desk(desk: DeskPages, app: Flask, phone: Phone, look: Look) -> None:
    """Every page, forms sent empty, and what comes of a file; `phone` is an officer's on this server."""
    desk.browser.excuse_status(404, 422)
    assert phone.push(phone.op(), phone.op("no_such_kind", {})).statuses[0] == "applied"
    desk.open("/sign-in")
    look(desk, "/sign-in")
    desk.press("Logga in")
    look(desk, "/sign-in, with nothing")
    for role, addresses in list_pages(app).items():
        desk.browser.context.clear_cookies()
        desk.sign_in_as(BY_ROLE[role])
        for address in addresses:
            desk.open(address)
            look(desk, address)
            if address.endswith("/new"):
                desk.page.locator("main form button.is-main").click()
                expect(desk.page.locator("main [aria-invalid]").first).to_be_visible()
                look(desk, f"{address}, sent empty")
        for walk in WALKS.get(role, ()):
            for name in walk(desk, phone):
                look(desk, name)
    desk.open("/no-such-page")
    look(desk, "404")


def _walk_review(desk: DeskPages, _phone: Phone) -> Iterator[str]:
    desk.open("/review")
    desk.page.locator("main tbody a").first.click()
    desk.page.locator("main summary").filter(has_text="Som den kom").click()
    yield "a refused entry"


def _walk_an_import(desk: DeskPages, _phone: Phone) -> Iterator[str]:
    desk.open("/imports")
    desk.press("Gå vidare till kolumnerna")
    expect(desk.page.locator("main [aria-invalid]").first).to_be_visible()
    yield "an import of nothing"
    desk.fill(source="Ljusdalshem")
    desk.field("file").set_input_files(
        {"name": "rapporter.csv", "mimeType": "text/csv", "buffer": REPORTS.encode()}
    )
    desk.press("Gå vidare till kolumnerna")
    yield "an import's columns"
    desk.press("Provkör utan att spara något")
    expect(desk.page.locator("#tried")).to_be_visible()
    yield "an import that was tried"


def _walk_a_rescue(desk: DeskPages, phone: Phone) -> Iterator[str]:
    desk.open("/review/rescue")
    desk.press("Se vad som skulle hända")
    expect(desk.page.locator("main [aria-invalid]").first).to_be_visible()
    yield "an exported queue of nothing"
    queue = export_queue(phone, [phone.op()])
    desk.field("file").set_input_files(
        {"name": "queue.json", "mimeType": "application/json", "buffer": queue}
    )
    desk.press("Se vad som skulle hända")
    yield "an exported queue that was looked at"
    desk.press("Importera kön")
    yield "an exported queue that was taken in"


WALKS: Mapping[Role, tuple[Callable[[DeskPages, Phone], Iterator[str]], ...]] = {
    Role.SUPERVISOR: (_walk_review, _walk_an_import),
    Role.ADMINISTRATOR: (_walk_a_rescue,),
}
