"""A browser that waits for ever is taken away: the call ends, there is a picture, and the next browser runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error

from tests.browser.watching import WatchedBrowser
from tests.support import watchdog
from tests.support.watchdog import Hung, Watchdog

pytestmark = pytest.mark.own_browser

FOR_EVER = "() => new Promise(() => {})"
LIMIT_S = 0.2


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Where pictures go: these hangs are meant."""
    monkeypatch.setattr(watchdog, "RESULTS", tmp_path / "results")
    return tmp_path / "results"


def test_a_promise_that_nobody_keeps_is_a_failure_with_a_picture(
    open_browser: Callable[..., WatchedBrowser], results
) -> None:
    hanging = open_browser()
    hanging.page.set_content("<h1>Still here</h1>")
    with pytest.raises(Error) as failure, Watchdog("the name/of-it", LIMIT_S):
        hanging.page.evaluate(FOR_EVER)
    assert "the name/of-it hung" in failure.value.__notes__[0]
    (picture,) = results.glob("the-name-of-it-hung-*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")

    other = open_browser()
    assert other.page.evaluate("() => 1 + 1") == 2


def test_who_goes_on_after_the_browser_was_taken_away_fails_all_the_same(
    open_browser: Callable[..., WatchedBrowser], results
) -> None:
    hanging = open_browser()
    with (
        pytest.raises(Hung, match="its browsers were killed"),
        Watchdog("quiet", LIMIT_S),
        pytest.raises(Error),
    ):
        hanging.page.evaluate(FOR_EVER)


def test_what_ends_in_time_is_left_alone(open_browser: Callable[..., WatchedBrowser]) -> None:
    browser = open_browser()
    with Watchdog("in time", 300):
        assert browser.page.evaluate("() => 1 + 1") == 2
    assert browser.page.evaluate("() => 1 + 1") == 2
