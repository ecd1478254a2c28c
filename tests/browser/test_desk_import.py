"""Reports from others are imported at the desk: tried first, then run, and never twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages

REPORTS = """datum;tid;lat;lon;typ
2026-11-02;21:15;61,8286;16,0911;Berusade
2026-11-03;22:40;61,8291;16,0922;Fylla
2026-11-04;23:05;61,8269;16,0971;Berusade
trasig;;;;Berusade
2026-11-07;01:20;59,3293;18,0686;Berusade
"""


def _upload(desk: DeskPages) -> None:
    desk.open("/imports")
    desk.fill(source="Ljusdalshem")
    desk.field("file").set_input_files(
        {"name": "rapporter.csv", "mimeType": "text/csv", "buffer": REPORTS.encode()}  # type: ignore[arg-type]
    )
    desk.press("Gå vidare till kolumnerna")
    desk.press("Provkör utan att spara något")


def _figures(desk: DeskPages) -> list[str]:
    expect(desk.page.locator("#tried")).to_be_visible()
    return desk.page.locator(".figures dd").all_inner_texts()


def test_a_file_is_tried_then_run_and_a_second_time_adds_nothing(
    open_desk: Callable[..., DeskPages],
) -> None:
    desk = open_desk("supervisor")
    _upload(desk)
    assert _figures(desk) == ["5", "2", "0", "3"]
    desk.choose(**{"code-1": "berusade"})
    desk.press("Provkör igen")
    assert _figures(desk) == ["5", "3", "0", "2"]
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="Ladda ner de avvisade raderna").click()
    assert "trasig" in download.value.path().read_text("utf-8-sig")
    desk.press("Importera 3 rapporter")
    desk.expect_said("3 rapporter")
    expect(desk.page.locator("main tbody")).to_contain_text("Ljusdalshem")

    _upload(desk)
    desk.choose(**{"code-1": "berusade"})
    desk.press("Provkör igen")
    assert _figures(desk) == ["5", "0", "3", "2"]

    desk.open("/hotspots?from=2026-11-01&to=2026-11-10")
    expect(desk.row("Station")).to_contain_text("Inga besök under perioden")
    reported = desk.row("Station").get_by_role("cell").last
    expect(reported).to_have_text("1")
