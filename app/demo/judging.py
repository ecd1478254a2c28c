"""What the demonstration's supervisor has said of its hotspots: by the service that the desk uses.

The known truth decides. A hotspot that is truly among the worst is confirmed or handed on to the operative group; the
first in the list that truly is not is dismissed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.service import load_actor
from app.demo import accounts
from app.demo.chance import seeded_id
from app.demo.simulation import simulate
from app.demo.state import Begun
from app.demo.town import Town
from app.demo.truth import true_rates
from app.hotspots.codes import Verdict
from app.hotspots.reviews.codes import Judgement, Reason
from app.hotspots.reviews.service import Given, find_judged, judge
from app.hotspots.service import HotspotList, HotspotQuery, list_hotspots

#: So many of the truly worst places are what a good list would begin with (as `hotspots truth` asks).
TRULY_WORST = 5
HOT = (Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A place as the list has it."""

    code: str
    verdict: Verdict
    observed: int


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a place."""

    code: str
    judgement: Judgement
    reasons: tuple[Reason, ...] = ()
    note: str | None = None


def choose_judgements(truth: Mapping[str, float], listed: Sequence[Listed]) -> list[Said]:
    """At most four, of different places; `truth` is code -> true rate, `listed` the list, worst first. Pure."""
    worst = set(sorted(truth, key=lambda code: (-truth[code], code))[:TRULY_WORST])
    seen = [place for place in listed if place.observed]
    right = [place.code for place in seen if place.code in worst and place.verdict in HOT]
    right += [place.code for place in seen if place.code in worst and place.verdict not in HOT]
    wrong = [place.code for place in seen if place.code not in worst]
    said = [
        Said(
            code,
            Judgement.HANDED_ON,
            (Reason.RECURRING, Reason.SURROUNDINGS),
            "Samma kvällar vecka efter vecka, fast vi är där.",
        )
        for code in right[:1]
    ]
    said += [Said(code, Judgement.CONFIRMED) for code in right[1:2]]
    said += [
        Said(
            code,
            Judgement.HANDED_ON,
            (Reason.UNKNOWN_CAUSE,),
            "Vi vet för lite om varför. Vad ser ni andra?",
        )
        for code in right[2:3]
    ]
    said += [
        Said(
            code,
            Judgement.DISMISSED,
            (Reason.NO_PROBLEM, Reason.THIN_BASIS),
            "Vi har gått förbi några kvällar till: som på andra platser.",
        )
        for code in wrong[:1]
    ]
    return said


def judge_hotspots(
    session: Session, town: Town, place_ids: Mapping[str, str], begun: Begun, now: datetime
) -> int:
    """The judgements are there, once; answers how many were added. `place_ids` is code -> id."""
    actor = load_actor(f"{accounts.SUPERVISOR}@{accounts.DOMAIN}")
    connection, query = session.connection(), HotspotQuery(area_id=town.area["code"])
    answer = list_hotspots(connection, actor, query, now)
    if not isinstance(answer, HotspotList):
        raise TypeError("the supervisor sees only what others publish")
    codes = {place_id: code for code, place_id in place_ids.items()}
    listed = [
        Listed(codes[place.place_id], place.verdict, place.observed)
        for place in answer.result.places
        if place.place_id in codes
    ]
    days = (begun.first_on, max(begun.last_days))
    patrols = list(simulate(town, begun.seed, *days, begun.last_days))
    added = 0
    for said in choose_judgements(true_rates(town, patrols), listed):
        judged = find_judged(connection, actor, place_ids[said.code], query, now)
        if judged.history:
            continue
        given = Given(
            judgement=said.judgement.value,
            reasons=tuple(reason.value for reason in said.reasons),
            note=said.note,
            verdict=judged.place.verdict.value,
            review_id=seeded_id(begun.seed, now, "judgement", said.code),
        )
        judge(connection, actor, judged, given, now)
        added += 1
    return added
