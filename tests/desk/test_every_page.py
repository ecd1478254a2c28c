"""What is true of every page of the desk: who may open it, its words, its structure, and nothing inline."""

import re

import pytest
from werkzeug.routing import Rule

from app.core.access import POLICY, PUBLIC
from tests.support.builders import BY_ROLE, COOP, STATION, YOUTH_CLUB, known_id
from tests.support.desks import Desk

IDS = {
    "place_id": STATION,
    "activity_id": YOUTH_CLUB,
    "category_id": known_id("301"),
    "square_id": "r100-5577-68553",
}
#: Pages of one record that the world has none of: tested where their records are made.
OF_RECORDS = {"op_id", "person_id", "upload_id", "device_id", "kept_id", "handover_id"}
#: Pages that are the owner organisation's alone: to others the record is not there.
OF_OWNERS = {"activities.edit", "hotspots.compare.export", "hotspots.emerging.export"}
_INLINE = re.compile(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def pages(app):
    """Every GET address of the desk with the action that it names."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        action = getattr(view, "any_of", getattr(view, "access", None))
        is_desk = not rule.rule.startswith(
            ("/api", "/app", "/static", "/healthz", "/readyz", "/openapi")
        )
        if "GET" in rule.methods and is_desk and not rule.arguments & OF_RECORDS:
            yield rule, action


def address(app, rule: Rule) -> str:
    with app.test_request_context():
        values = {
            **(rule.defaults or {}),
            **{n: IDS[n] for n in rule.arguments - set(rule.defaults or {})},
        }
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def allowed(role, action) -> bool:
    actions = (action,) if isinstance(action, str) else action
    return any(each in POLICY[role] for each in actions)


@pytest.mark.parametrize("role", list(BY_ROLE))
def test_each_role_opens_its_pages_and_no_others(app, role):
    desk = Desk(app, BY_ROLE[role])
    opened = 0
    for rule, action in pages(app):
        page = desk.open(address(app, rule))
        if action != PUBLIC and not allowed(role, action):
            assert page.status == 403, (rule.rule, page.status)
            assert "Din roll ger inte tillgång" in page.text
            continue
        if page.status == 404:
            assert rule.endpoint in OF_OWNERS, rule.rule
            continue
        assert page.status in {200, 302}, (rule.rule, page.status)
        if page.status == 200 and "html" in page.headers["Content-Type"]:
            check(page, rule.rule)
            opened += 1
    assert opened >= 1


def check(page, rule):
    """The structure that people who listen, type or print rely on."""
    assert not _INLINE.search(page.html), (rule, _INLINE.search(page.html))
    assert page.one("html").attributes["lang"] == "sv", rule
    assert len(page.all("h1")) == 1, rule
    assert page.all("title")[0].text.split()[-1] == "Ljuspunkt", rule
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids)), (rule, [each for each in ids if ids.count(each) > 1])
    labelled = {each.attributes.get("for") for each in page.all("label")}
    for field in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        if field.attributes.get("type") in {"hidden", "checkbox"}:
            continue
        assert field.attributes.get("id") in labelled, (rule, field.attributes)
    for element in page.elements:
        described = element.attributes.get("aria-describedby", "").split()
        assert set(described) <= set(ids), (rule, described)
        named = element.attributes.get("aria-labelledby", "").split()
        assert set(named) <= set(ids), (rule, named)
    for table in page.all("table"):
        after = page.elements[page.elements.index(table) + 1]
        assert after.tag == "caption", rule
    for heading in page.all("th"):
        assert heading.attributes.get("scope") in {"col", "row"}, rule
    for image in page.all("svg"):
        is_named = image.attributes.get("role") == "img" and image.attributes.get("aria-label")
        assert is_named or image.attributes.get("aria-hidden") == "true", rule
    for button in page.all("button"):
        assert button.attributes.get("type") in {"submit", "button"}, rule
    for form in page.all("form", method="post"):
        assert "csrf_token" in page.html, (rule, form.attributes)


def test_nobody_who_is_not_signed_in_opens_a_page(app):
    desk = Desk(app)
    for rule, action in pages(app):
        page = desk.open(address(app, rule))
        if action == PUBLIC:
            assert page.status in {200, 302}, rule.rule
        else:
            assert page.status == 401 or "/sign-in" in page.headers["Location"], rule.rule


def test_every_page_speaks_english_too(app):
    desk = Desk(app, "supervisor")
    desk.send("/profile/appearance", locale="en", theme="auto")
    for path in (
        "/hotspots",
        f"/hotspots/{STATION}",
        f"/hotspots/{STATION}/review",
        "/operative-group",
        "/hotspots/method?calibrate=1&backtest=1",
        "/activities",
        "/places",
        "/places/categories",
        "/review",
        "/imports",
    ):
        page = desk.open(path)
        assert page.status == 200
        assert page.one("html").attributes["lang"] == "en"


def test_free_text_carries_the_warning(app):
    review = Desk(app, "supervisor").open(f"/hotspots/{STATION}/review")
    assert "Skriv inte namn, personnummer, registreringsnummer" in review.text
    desk = Desk(app, "coordinator")

    for path in ("/activities/new", f"/activities/{YOUTH_CLUB}"):
        assert "Skriv inte namn, personnummer, registreringsnummer" in desk.open(path).text


def test_the_banner_is_there_in_a_demonstration_alone(app, config):
    from dataclasses import replace

    desk = Desk(app, "supervisor")
    assert "Demonstration" not in desk.open("/places").html

    app.settings = replace(config, demonstration=True)
    for page in (desk.open("/places"), desk.open("/finns-inte"), Desk(app).open("/sign-in")):
        assert "påhittade personer och händelser" in page.html


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/finns-inte", 404, "Här finns inget"),
        ("/people", 403, "Din roll ger inte tillgång"),
        ("/places?area=annat", 422, "Det området finns inte bland dina"),
        (
            f"/hotspots/{STATION}?from=2026-11-20&to=2026-11-01",
            422,
            "Perioden slutar innan den börjar",
        ),
    ],
)
def test_an_error_says_what_to_do_next(app, path, status, words):
    page = Desk(app, "supervisor").open(path)

    assert page.status == status
    assert words in page.text
    assert "Till startsidan" in page.text
    assert page.one("html").attributes["lang"] == "sv"


def test_an_error_code_without_words_is_not_answered_by_a_page():
    from app.core.desk import ERROR_TEXTS
    from app.core.errors import CODES

    of_machines = {
        "app_blocked",
        "envelope_unreadable",
        "epoch_changed",
        "too_many_operations",
        "not_acceptable",
        "range_not_satisfiable",
        "unsupported_media_type",
    }
    assert set(CODES) - of_machines <= set(ERROR_TEXTS)


def test_places_are_linked_where_they_are(app):
    page = Desk(app, "supervisor").open("/hotspots")

    addresses = {each.attributes.get("href", "").partition("?")[0] for each in page.all("a")}
    assert {f"/hotspots/{STATION}", f"/hotspots/{COOP}"} <= addresses


@pytest.mark.parametrize(
    "path", ["/hotspots", "/activities/held", "/places", "/review", "/sign-in"]
)
def test_an_address_cannot_turn_the_links_of_a_page_elsewhere(app, path):
    desk = Desk(app, None if path == "/sign-in" else "supervisor")
    evil = "?_scheme=javascript&_external=1&_anchor=x&endpoint=accounts.home&_method=POST&q=a"

    page = desk.open(path + evil)

    assert page.status == 200
    for link in page.all("a"):
        assert link.attributes["href"].startswith(("/", "#")), link.attributes["href"]


def test_an_argument_named_as_a_part_of_the_path_changes_nothing(app):
    page = Desk(app, "supervisor").open(f"/hotspots/{STATION}?place_id={COOP}&rows=all")

    assert page.status == 200
    assert page.one("h1").text == "Station"
