"""What pages show of judgements: beside the list's verdicts, and as the form and the history of one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import Actor
from app.core.formats import local
from app.core.forms import Form
from app.core.ids import uuid7
from app.core.web import current_clock
from app.hotspots.answers import HotspotList
from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult
from app.hotspots.reviews import words
from app.hotspots.reviews.codes import REASONS, Judgement, Since
from app.hotspots.reviews.computed import asked_of
from app.hotspots.reviews.queries import REVIEW, load_reviews
from app.hotspots.reviews.service import Judged
from app.hotspots.reviews.standing import (
    Asked,
    Review,
    changed_since,
    has_same_filters,
    is_of_other_squares,
    units_of,
)
from app.hotspots.squares import read_square

#: What of the address goes with the form: a judgement is of the figures that these gave.
QUESTION = ("from", "to", "category", "days", "block")


def say_since(review: Review, verdict: Verdict, asked: Asked) -> Any:
    """What a later computation says against the judgement, in words; None where nothing."""
    since = changed_since(review, verdict, asked)
    if since is None:
        return None
    if since is Since.NO_LONGER and review.computed is Verdict.CLEAR_HOTSPOT:
        return words.NO_LONGER_CLEAR
    return words.SINCE[since]


def describe_standings(
    answer: HotspotList, standings: Mapping[str, Review]
) -> dict[str, dict[str, Any]]:
    """row -> its judgement for the list: the review, what changed since, whether it is of these figures and squares."""
    asked = asked_of(answer)
    places = {place.place_id: place for place in answer.result.places}
    return {
        place_id: {
            "review": review,
            "since": say_since(review, places[place_id].verdict, asked),
            "is_of_these": has_same_filters(review, asked),
            "squares_then": squares_then(review, places[place_id]),
        }
        for place_id, review in standings.items()
        if place_id in places
    }


def squares_then(review: Review, place: PlaceResult) -> int | None:
    """How many squares were judged, where the row has others now; None where it has the same."""
    return len(review.units) if is_of_other_squares(review, place) else None


def read_history(
    session: Session, actor: Actor, answer: HotspotList, place: PlaceResult
) -> Judged | None:
    """The row's judgements, words and all, and the reading is audited; None for those who may not judge it."""
    area_id = answer.area.id
    if not actor.can(REVIEW, area_id):
        return None
    history = load_reviews(session.connection(), actor, area_id, units_of(place))
    noted = [review.id for review in history if review.note is not None]
    if noted:
        details = {"unit_id": place.place_id, "with_note": noted}
        now = current_clock().now()
        audit.record(session, at=now, event="hotspot.review_read", actor=actor, details=details)
    return Judged(answer, place, history)


def describe_form(judged: Judged | None, form: Form | None = None) -> dict[str, Any]:
    """What `hotspots/_review.html` shows; nothing for those who may not judge."""
    if judged is None:
        return {"judged": None}
    standing, place = judged.standing, judged.place
    asked = asked_of(judged.hotspots)
    return {
        "judged": judged,
        "review_form": form or Form(labels=words.LABELS, id=uuid7()),
        "judgement_choices": [(each, *said) for each, said in words.CHOICES.items()],
        "reason_choices": {
            each: [(reason, words.REASONS[reason]) for reason in REASONS[each]]
            for each in (Judgement.DISMISSED, Judgement.HANDED_ON)
        },
        "addresses": addresses_of(place.place_id),
        "since": None if standing is None else say_since(standing, place.verdict, asked),
        "squares_then": None if standing is None else squares_then(standing, place),
        "undone": {
            review.undoes: review
            for review in judged.history
            if review.judgement is Judgement.UNDONE
        },
    }


def addresses_of(unit_id: str) -> dict[str, str]:
    """Where the unit is judged, undone and shown, with what the address asks: a judgement is of the figures it gave."""
    question: dict[str, Any] = {n: v for n, v in request.args.items() if n in QUESTION}
    end: str = ""
    names: dict[str, Any] = {"place_id": unit_id}
    if read_square(unit_id) is not None:
        end, names = "_square", {"square_id": unit_id, "area": g.area.code}
    return {
        "judge": url_for(f"hotspots.reviews.judge{end}", **names, **question),
        "undo": url_for(f"hotspots.reviews.undo{end}", **names, **question),
        "show": url_for(f"hotspots.show{end}", **names, **question),
    }


def today_in(zone: str) -> Any:
    """The area's calendar day."""
    return local(current_clock().now(), zone).date()
