"""Who may do what, and to whose: the one table of the product.

A role in an area has actions, each with a scope. Services turn the scope into a WHERE clause with `visible`; routes
name their action with `requires`. Nothing else in the product asks what role somebody has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any, Final

from flask import g
from sqlalchemy import ColumnElement, and_, false, or_

from app.core.errors import AppError, NotPermitted


class Role(StrEnum):
    OFFICER = "officer"
    YOUTH_WORKER = "youth_worker"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class OrganisationKind(StrEnum):
    POLICE = "police"
    MUNICIPALITY = "municipality"
    ASSOCIATION = "association"
    HOUSING = "housing"


class Scope(StrEnum):
    """How far an action reaches within an area in which the person has the role."""

    OWN = "own"
    ORGANISATION = "organisation"
    AREA = "area"


class Sharing(StrEnum):
    """Who else may see a record than its owner."""

    OWN = "own"
    PARTNERS = "partners"
    PUBLIC = "public"


OWN, ORGANISATION, AREA = Scope.OWN, Scope.ORGANISATION, Scope.AREA

_EVERYONE: Final[Mapping[str, Scope]] = {"profile.own": OWN}
_FIELD: Final[Mapping[str, Scope]] = {
    **_EVERYONE,
    "sync.use": OWN,
    "place.read": AREA,
    "category.read": AREA,
    "activity.read": AREA,
}
_DESK: Final[Mapping[str, Scope]] = {
    **_FIELD,
    "place.edit": AREA,
    "category.edit": AREA,
    "activity.edit": ORGANISATION,
    "report.import": ORGANISATION,
    "report.read": ORGANISATION,
    "review.read": ORGANISATION,
}

#: role -> action -> scope. What is not here is not allowed. docs/access.md is generated from it.
POLICY: Final[Mapping[Role, Mapping[str, Scope]]] = {
    Role.OFFICER: {
        **_FIELD,
        "patrol.record": OWN,
        "visit.record": OWN,
        "observation.record": OWN,
        "patrol.read": OWN,
        "visit.read": OWN,
        "observation.read": OWN,
        "hotspot.read": ORGANISATION,
    },
    Role.YOUTH_WORKER: {**_FIELD, "checkin.record": OWN, "checkin.read": OWN},
    Role.SUPERVISOR: {
        **_DESK,
        "patrol.record": ORGANISATION,
        "visit.record": ORGANISATION,
        "observation.record": ORGANISATION,
        "patrol.read": ORGANISATION,
        "visit.read": ORGANISATION,
        "observation.read": ORGANISATION,
        "checkin.read": ORGANISATION,
        "hotspot.read": ORGANISATION,
        "hotspot.export": ORGANISATION,
        "hotspot.review": ORGANISATION,
        "handover.read": AREA,
        "handover.edit": AREA,
    },
    Role.COORDINATOR: {
        **_DESK,
        "checkin.record": ORGANISATION,
        "checkin.read": ORGANISATION,
        "hotspot.read_shared": AREA,
        "hotspot.export": ORGANISATION,
        "handover.read": AREA,
        "handover.edit": AREA,
    },
    Role.ORGANISER: {
        **_FIELD,
        "activity.edit": ORGANISATION,
        "checkin.record": OWN,
        "checkin.read": ORGANISATION,
    },
    Role.ADMINISTRATOR: {
        **_EVERYONE,
        "person.administer": ORGANISATION,
        "device.administer": ORGANISATION,
        "rescue.import": ORGANISATION,
        "area.edit": AREA,
        "place.read": AREA,
        "place.edit": AREA,
        "category.read": AREA,
        "category.edit": AREA,
    },
    Role.AUDITOR: {**_EVERYONE, "audit.read": ORGANISATION},
    Role.OPERATOR: {**_EVERYONE, "operations.read": AREA},
}

ACTIONS: Final[frozenset[str]] = frozenset(
    action for actions in POLICY.values() for action in actions
)
PUBLIC: Final = "public"


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in an area."""

    area_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: given to every service; never fetched from a session inside one."""

    user_id: str
    organisation_id: str
    organisation_kind: OrganisationKind
    memberships: tuple[Membership, ...] = ()
    locale: str = "sv"
    #: (action) -> {area_id: widest scope}; made once per actor
    reach: Mapping[str, Mapping[str, Scope]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls,
        user_id: str,
        organisation_id: str,
        organisation_kind: OrganisationKind,
        memberships: tuple[Membership, ...],
        locale: str = "sv",
    ) -> Actor:
        """An actor with the reach that the policy gives these memberships."""
        reach = _reach_of(memberships)
        return cls(user_id, organisation_id, organisation_kind, memberships, locale, reach)

    @property
    def area_ids(self) -> tuple[str, ...]:
        """The areas in which this person has any role, in the order of their memberships."""
        return tuple(dict.fromkeys(m.area_id for m in self.memberships))

    def can(self, action: str, area_id: str | None = None) -> bool:
        """Whether the action is allowed anywhere, or in this area. Whoever is signed in has their own profile."""
        areas = self.reach.get(action, {})
        if area_id is None:
            return bool(areas) or action in _EVERYONE
        return area_id in areas

    def scope(self, action: str, area_id: str) -> Scope | None:
        """How far the action reaches in this area; None where it isn't allowed."""
        return self.reach.get(action, {}).get(area_id)

    def areas(self, action: str) -> tuple[str, ...]:
        """The areas in which the action is allowed, in the order of the memberships."""
        allowed = self.reach.get(action, {})
        return tuple(area_id for area_id in self.area_ids if area_id in allowed)


@lru_cache(maxsize=1024)
def _reach_of(memberships: tuple[Membership, ...]) -> Mapping[str, Mapping[str, Scope]]:
    """(action) -> {area_id: widest scope}. Many requests are one person's: it is the same until a role changes."""
    reach: dict[str, dict[str, Scope]] = {}
    for membership in memberships:
        for action, scope in POLICY[membership.role].items():
            areas = reach.setdefault(action, {})
            areas[membership.area_id] = _wider(areas.get(membership.area_id), scope)
    return MappingProxyType({action: MappingProxyType(areas) for action, areas in reach.items()})


def _wider(one: Scope | None, other: Scope) -> Scope:
    order = (Scope.OWN, Scope.ORGANISATION, Scope.AREA)
    return other if one is None else max(one, other, key=order.index)


def visible(actor: Actor, action: str, columns: Any) -> ColumnElement[bool]:
    """The condition that keeps the rows to which this actor's action reaches.

    `columns` has `area_id` and, for scopes narrower than the area, `organisation_id` and `author_id`
    (a table's `.c` or a mapped class). False where the action is not allowed at all.
    """
    parts: list[ColumnElement[bool]] = []
    for area_id, scope in actor.reach.get(action, {}).items():
        condition = columns.area_id == area_id
        if scope is not Scope.AREA:
            condition = and_(condition, columns.organisation_id == actor.organisation_id)
        if scope is Scope.OWN:
            condition = and_(condition, columns.author_id == actor.user_id)
        parts.append(condition)
    return or_(*parts) if parts else false()


View = Callable[..., Any]


def requires(action: str, *others: str, writes: bool = False) -> Callable[[View], View]:
    """The view answers only those whose policy has the action (or one of the others) somewhere.

    The service narrows it to rows. `writes` marks a GET that writes all the same (an audited read): its transaction is
    a writer's from the start.
    """
    any_of = (action, *others)
    unknown = set(any_of) - ACTIONS
    if unknown:
        raise ValueError(f"no role has the action {', '.join(sorted(unknown))}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if not any(map(actor.can, any_of)):
                raise NotPermitted(details={"action": action})
            return view(*args, **kwargs)

        guarded.access = action  # type: ignore[attr-defined]
        guarded.any_of = any_of  # type: ignore[attr-defined]
        guarded.writes = writes  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """The view answers anyone: it shows nothing that belongs to somebody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def current_actor() -> Actor:
    """The actor of this request; raises `not_signed_in` where there is none."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise AppError("not_signed_in")
    return actor
