"""Judging at the desk: what was typed stays, nothing is overwritten unseen, and each sees what is theirs."""

import io
import json

import openpyxl
import pytest
from sqlalchemy import func, insert, select

from app.core.audit import AuditRow
from app.core.database import read_connection, write_transaction
from app.hotspots.reviews.models import HotspotReview
from tests.hotspots.evenings import forget_published
from tests.support.builders import COOP, STATION, VALLEY_SQUARE
from tests.support.reviews import a_review_row

REVIEW = f"/hotspots/{STATION}/review"
NOTE = "Marknad hela helgen"


@pytest.fixture
def desk(desk_of):
    return desk_of("supervisor")


def dismiss(desk, **changes):
    fields = {"judgement": "dismissed", "reasons": "known_cause", "note": NOTE, "seen": 0}
    return desk.send(REVIEW, **(fields | changes))


def count(app, event):
    with app.app_context(), read_connection() as connection:
        return connection.scalar(select(func.count()).where(AuditRow.event == event))


def test_a_judgement_stands_beside_the_computed_verdict(app, desk):
    answer = dismiss(desk)
    assert answer.status == 302
    assert answer.headers["Location"] == f"/hotspots/{STATION}#review"

    place = desk.open(f"/hotspots/{STATION}").text
    assert "Hotspoten är avfärdad." in place
    assert "för lite närvaro för att säga" in place
    assert "En känd orsak som går över" in place
    assert place.count(NOTE) == 2
    listed = desk.open("/hotspots").text
    assert "avfärdad fre 20 november" in listed
    assert NOTE not in listed
    assert count(app, "hotspot.reviewed") == 1
    assert count(app, "hotspot.review_read") == 1


def test_what_was_asked_goes_with_the_judgement(app, desk):
    page = desk.open(f"/hotspots/{STATION}?category=brak&days=weekend&shown=hot")
    form = next(f for f in page.all("form") if f.attributes.get("action", "").startswith(REVIEW))
    address = form.attributes["action"]
    assert sorted(address.partition("?")[2].split("&")) == ["category=brak", "days=weekend"]
    answer = desk.send(address, judgement="confirmed", seen=0)
    assert "category=brak" in answer.headers["Location"]
    with app.app_context(), read_connection() as connection:
        parameters = json.loads(connection.scalar(select(HotspotReview.parameters)))
    assert parameters["categories"] == ["brak"]
    assert "gäller andra filter" in desk.open("/hotspots").text


def test_dismissing_without_a_reason_keeps_what_was_typed(app, desk):
    page = dismiss(desk, reasons="")
    assert page.status == 422
    assert page.problems == ["Fel: Välj minst ett skäl."]
    assert page.value("note") == NOTE
    chosen = page.one("input", type="radio", value="dismissed")
    assert "checked" in chosen.attributes
    assert page.all("title")[0].text.split()[0] == "Fel:"
    assert count(app, "hotspot.reviewed") == 0


def test_a_text_that_may_point_out_a_person_is_warned_of(desk):
    page = dismiss(desk, note="Ring 070-123 45 67")
    assert page.status == 422
    assert "070-123 45 67" in page.problems[0]
    assert len(page.problems) == 1
    assert dismiss(desk, note="Ring 070-123 45 67", note_kept="1").status == 302


def test_nothing_chosen_is_said_so(desk):
    page = desk.send(REVIEW, seen=0)
    assert (page.status, page.problems) == (422, ["Fel: Välj en."])


def test_the_second_of_two_sees_what_the_first_wrote_and_may_go_on(app, desk, desk_of):
    dismiss(desk)
    slow = desk_of("supervisor")
    page = slow.send(REVIEW, judgement="confirmed", note="Min text", seen=0)
    assert page.status == 409
    assert "Någon annan har granskat platsen medan du skrev" in page.text
    assert NOTE in page.text
    assert page.value("note") == "Min text"
    assert page.value("seen") == "1"
    assert count(app, "hotspot.reviewed") == 1
    assert count(app, "hotspot.review_read") == 1

    again = slow.send(REVIEW, judgement="confirmed", note="Min text", seen=page.value("seen"))
    assert again.status == 302
    assert count(app, "hotspot.reviewed") == 2


def test_a_double_click_is_one_judgement(app, desk):
    key = desk.open(REVIEW).value("id")
    assert [dismiss(desk, id=key).status for _ in range(2)] == [302, 302]
    assert count(app, "hotspot.reviewed") == 1


def test_a_verdict_that_changed_is_shown_before_it_is_judged(app, desk):
    page = dismiss(desk, verdict="clear_hotspot")
    assert page.status == 409
    assert "Siffrorna har ändrats medan du skrev" in page.text
    assert page.value("verdict") == "too_little_presence"
    assert page.value("note") == NOTE
    assert count(app, "hotspot.reviewed") == 0


def test_undoing_shows_in_the_history(desk):
    dismiss(desk)
    assert desk.send(f"{REVIEW}/undo", seen=0).status == 409
    assert desk.send(f"{REVIEW}/undo", seen=1).status == 302
    page = desk.open(f"/hotspots/{STATION}").text
    assert "Granskningen är återtagen." in page
    assert "Ingen i er organisation har granskat den ännu" in page
    assert "återtagen fre 20 november" in page
    assert desk.send(f"{REVIEW}/undo", seen=2).status == 404


def test_the_list_is_filtered_by_what_was_said(desk):
    dismiss(desk)
    names = {
        asked: {name for name in ("Station", "Coop") if name in rows(desk, asked)}
        for asked in ("unreviewed", "dismissed", "confirmed", "")
    }
    assert names == {
        "unreviewed": {"Coop"},
        "dismissed": {"Station"},
        "confirmed": set(),
        "": {"Station", "Coop"},
    }
    assert "Ingen plats passar" in desk.open("/hotspots?review=confirmed").text
    assert "Utelämnat: Granskning" in desk.open("/hotspots?review=nonsense").text


def rows(desk, asked):
    page = desk.open(f"/hotspots?review={asked}")
    assert page.status == 200
    return " ".join(each.text for each in page.all("tbody"))


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_ones_own_files_carry_it(desk, form):
    dismiss(desk)
    answer = desk.open(f"/hotspots/export.{form}?review=dismissed")
    if form == "geojson":
        (feature,) = json.loads(answer.content)["features"]
        assert feature["properties"]["review"] == "dismissed"
        assert feature["properties"]["reviewed_at"] == "2026-11-20T20:00:00.000Z"
    elif form == "csv":
        header, row = answer.html.lstrip("\ufeff").strip().split("\r\n")
        assert header.endswith("Granskning;Granskad")
        assert row.endswith("avfärdad;2026-11-20")
    else:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert list(book.worksheets[0].values)[1][-2:] == ("avfärdad", "2026-11-20")
        assert dict(book.worksheets[1].values)["Granskning"] == "Avfärdade"
    assert NOTE not in answer.html


def test_others_files_and_pages_know_nothing_of_it(app, desk, desk_of):
    before = {path: scrubbed(desk_of("coordinator"), path) for path in OTHERS}
    dismiss(desk)
    desk.send(f"/hotspots/{COOP}/review", judgement="confirmed", note=NOTE, seen=0)
    forget_published(app)
    assert {path: scrubbed(desk_of("coordinator"), path) for path in OTHERS} == before
    theirs = desk_of("other_supervisor").open(f"/hotspots/{STATION}")
    assert NOTE not in theirs.html
    assert "avfärdad" not in theirs.text


OTHERS = (
    "/hotspots",
    "/hotspots/export.csv",
    "/hotspots/export.geojson",
    "/operative-group",
    "/operative-group/export.csv",
)


def scrubbed(desk, path):
    """The answer without the session's own token."""
    page = desk.open(path)
    token = page.value("csrf_token") if "csrf_token" in page.html else "-"
    return page.status, page.html.replace(token, "-")


def test_a_form_without_its_token_changes_nothing(app, desk):
    for path in (REVIEW, f"{REVIEW}/undo"):
        page = desk.send(path, csrf_token="wrong", judgement="confirmed", seen=0)
        assert page.status == 403
    assert count(app, "hotspot.reviewed") == 0


def test_who_may_not_judge_has_no_form(desk, desk_of):
    for name in ("officer", "coordinator"):
        assert desk_of(name).open(REVIEW).status == 403
        assert dismiss(desk_of(name)).status == 403
    assert "Er granskning" not in desk_of("officer").open(f"/hotspots/{STATION}").text
    assert desk.open(f"/hotspots/{VALLEY_SQUARE}/review").status == 404


# --- later figures ------------------------------------------------------------------------------


def test_what_is_no_longer_hot_says_so(app, desk):
    row = a_review_row(judgement="confirmed", sharing="own", to_on="2026-11-12")
    with app.app_context(), write_transaction() as connection:
        connection.execute(insert(HotspotReview).values(**row))

    said = "bekräftad tors 12 november, nu inte längre tydlig"
    assert said in desk.open("/hotspots").text
    assert said in desk.open(f"/hotspots/{STATION}").text
    assert "nu inte längre" not in desk.open("/hotspots?to=2026-11-11").text
    assert "nu inte längre" not in desk.open("/hotspots?category=brak").text
