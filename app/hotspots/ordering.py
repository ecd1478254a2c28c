"""By what the rows of the list stand in order, in words for pages and tables. The wire's own text: `wire`."""

from __future__ import annotations

from flask_babel import gettext

from app.hotspots import words


def say_order(by: str, sort: str) -> str:
    """The order of one's own list in a sentence or two; `sort` is a key of the page's sorts."""
    ranked = _say_ranked(by)
    if sort == "rank":
        return ranked
    return str(
        gettext(
            "Sorted by: %(sort)s. The number before each row is its rank: %(ranked)s",
            sort=str(words.SORT_NAMES[sort]),
            ranked=ranked[:1].lower() + ranked[1:],
        )
    )


def say_published_order(by: str) -> str:
    """The order of what others publish, where no ratio is shown."""
    if by == "grid":
        return str(gettext("The most for each patrol hour first."))
    return str(gettext("Highest up is where most was seen against what is expected for the time."))


def _say_ranked(by: str) -> str:
    if by == "grid":
        return str(
            gettext(
                "Clear hotspots first, then by how many times what is expected was seen, counted with caution: "
                "the lower of the row’s own figure and that with the squares around it."
            )
        )
    return str(
        gettext(
            "Highest up is where most was seen against what is expected for the time: “times expected”, "
            "counted with caution."
        )
    )
