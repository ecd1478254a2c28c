"""The ground of a demonstration: organisations, people, the area with its places and categories, what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts_service
from app.accounts.acting import act_as_organisation
from app.accounts.models import Area
from app.activities.service import (
    ActivityFields,
    cancel_activity,
    list_activities,
    plan_activity,
)
from app.core.access import Actor
from app.demo import accounts
from app.demo.chance import chance_of
from app.demo.programme import Occasion
from app.demo.town import Town
from app.places.areas import AreaFields
from app.places.founding import found_area
from app.places.models import Place
from app.places.service import PlaceFields, add_place

_area, _place = Area.__table__, Place.__table__
DESK_CALLS_OFF = 0.03
CALLED_OFF_BECAUSE = "Lokalen är inte tillgänglig."


def lay_ground(session: Session, town: Town, password: str, now: datetime) -> str:
    """Organisations, area, accounts, categories and places are there; answers the area's id."""
    connection = session.connection()
    organisation_ids = {
        key: accounts_service.create_organisation(connection, kind, name)
        for key, (kind, name) in accounts.ORGANISATIONS.items()
    }
    lon, lat = town.area["centre"]
    given = AreaFields(
        name=town.area["name"],
        timezone=town.area["timezone"],
        outline=town.area["outline"],
        centre_lon=lon,
        centre_lat=lat,
        zoom=town.area["zoom"],
    )
    municipality = organisation_ids["municipality"]
    area_id = found_area(
        session,
        given,
        now,
        code=town.area["code"],
        organisation_id=municipality,
        demonstration=True,
    )
    for organisation_id in organisation_ids.values():
        accounts_service.join_area(connection, area_id, organisation_id)
    accounts.create_accounts(connection, organisation_ids, area_id, password, now)
    actor = act_as_organisation(session, municipality)
    for place in town.places:
        fields = {name: place[name] for name in place if name != "code"}
        add_place(session, actor, area_id, PlaceFields(**fields), now, code=place["code"])
    return area_id


def find_ground(session: Session, town: Town) -> tuple[str, dict[str, str]]:
    """(the area's id, code -> id of its places) of the demonstration that is there."""
    area_id = session.scalar(select(_area.c.id).where(_area.c.code == town.area["code"]))
    rows = session.execute(select(_place.c.code, _place.c.id).where(_place.c.area_id == area_id))
    return str(area_id), {row.code: str(row.id) for row in rows}


def plan_programme(
    session: Session,
    actor: Actor,
    area_id: str,
    place_ids: Mapping[str, str],
    series: list[list[Occasion]],
    seed: int,
    now: datetime,
    zone: str,
) -> dict[str, str]:
    """Every occasion of the series is planned, what was missing now; answers key -> activity id."""
    known = _planned(session, actor, area_id)
    for occasions in series:
        missing = [each for each in occasions if each.key not in known]
        if not missing:
            continue
        # A weekly series only ever lacks its end: it is planned on from there in one go.
        ids = plan_activity(
            session,
            actor,
            area_id,
            _fields(missing[0], place_ids),
            now,
            weeks=len(missing),
            zone=zone,
        )
        for occasion, activity_id in zip(missing, ids, strict=True):
            known[occasion.key] = activity_id
            if chance_of(seed, "desk", occasion.key).random() < DESK_CALLS_OFF:
                cancel_activity(session, actor, activity_id, CALLED_OFF_BECAUSE, version=1, now=now)
    return known


def _planned(session: Session, actor: Actor, area_id: str) -> dict[str, str]:
    return {
        f"{view.fields.title}/{view.fields.starts_at.isoformat()}": view.id
        for view in list_activities(session, actor, area_id)
    }


def _fields(occasion: Occasion, place_ids: Mapping[str, str]) -> ActivityFields:
    return ActivityFields(
        title=occasion.title,
        organiser=occasion.organiser,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        place_id=place_ids[occasion.place] if occasion.place else None,
        location=occasion.location,
        age_from=occasion.ages[0],
        age_to=occasion.ages[1],
        police_expected=occasion.police_expected,
    )
