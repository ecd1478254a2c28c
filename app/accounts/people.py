"""The people of an administrator's own organisation: who they are, what they may, and getting them in and out."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts import passwords, service
from app.accounts.models import Area, MembershipRow, Person, SignInSession
from app.core import audit
from app.core.access import Actor, Role
from app.core.errors import InvalidInput, NotFound
from app.core.lists import swedish_key

ACTION: Final = "person.administer"
#: A system operator is made on the command line: the role reaches beyond one organisation.
GRANTABLE: Final = tuple(role for role in Role if role is not Role.OPERATOR)
#: Read aloud without mistakes: no 0/o, 1/l/i.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_SIZE = 5, 4
_person, _membership, _session, _area = (
    Person.__table__,
    MembershipRow.__table__,
    SignInSession.__table__,
    Area.__table__,
)
Grant = tuple[str, Role]


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of the organisation, with roles by area and how many sessions are open."""

    id: str
    name: str
    email: str
    disabled_at: datetime | None
    created_at: datetime
    grants: tuple[Grant, ...]
    open_sessions: int


SORTS: Mapping[str, Callable[[PersonView], Any]] = {
    "name": lambda person: swedish_key(person.name),
    "email": lambda person: person.email,
    "created": lambda person: person.created_at,
}


def make_password() -> str:
    """A random initial password of 20 characters in groups (99 bits), easy to read aloud."""
    while True:
        groups = (
            "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_SIZE)) for _ in range(_GROUPS)
        )
        password = "-".join(groups)
        if not passwords.problems_with(password):
            return password


def administered_areas(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of the areas whose roles this administrator hands out."""
    rows = session.execute(
        select(_area.c.id, _area.c.name).where(_area.c.id.in_(actor.areas(ACTION)))
    )
    return sorted(((row.id, row.name) for row in rows), key=lambda each: swedish_key(each[1]))


def list_people(session: Session, actor: Actor, now: datetime) -> list[PersonView]:
    """Everybody of the actor's own organisation."""
    if not actor.can(ACTION):
        return []
    rows = session.execute(
        select(_person).where(_person.c.organisation_id == actor.organisation_id)
    ).all()
    return _views(session, rows, now)


def find_person(session: Session, actor: Actor, person_id: str, now: datetime) -> PersonView:
    """The person, where they are of the actor's organisation; raises NotFound."""
    rows = session.execute(
        select(_person).where(
            _person.c.id == person_id,
            _person.c.organisation_id == actor.organisation_id,
        )
    ).all()
    if not rows or not actor.can(ACTION):
        raise NotFound
    return _views(session, rows, now)[0]


def _views(session: Session, rows: Sequence[Any], now: datetime) -> list[PersonView]:
    ids = [row.id for row in rows]
    grants: defaultdict[str, list[Grant]] = defaultdict(list)
    for row in session.execute(select(_membership).where(_membership.c.person_id.in_(ids))):
        grants[row.person_id].append((row.area_id, Role(row.role)))
    counted = session.execute(
        select(_session.c.person_id, func.count())
        .where(
            _session.c.person_id.in_(ids),
            _session.c.revoked_at.is_(None),
            _session.c.expires_at > now,
        )
        .group_by(_session.c.person_id)
    )
    open_sessions: dict[str, int] = {person_id: count for person_id, count in counted}  # noqa: C416 - dict() knows no types of rows
    return [
        PersonView(
            row.id,
            row.name,
            row.email,
            row.disabled_at,
            row.created_at,
            tuple(sorted(grants[row.id])),
            open_sessions.get(row.id, 0),
        )
        for row in rows
    ]


def invite(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    grants: Iterable[Grant],
    now: datetime,
) -> tuple[str, str]:
    """A person with an account exists in the actor's organisation; answers (id, initial password)."""
    password = make_password()
    person_id = service.create_person(
        session.connection(),
        email=email,
        name=name,
        password=password,
        organisation_id=actor.organisation_id,
        roles=_allowed(actor, grants),
        now=now,
        by=actor,
    )
    return person_id, password


def change_roles(
    session: Session, actor: Actor, person_id: str, grants: Iterable[Grant], now: datetime
) -> None:
    """The person has these roles in the actor's areas; those in other areas stand. Nobody changes their own."""
    person = find_person(session, actor, person_id, now)
    if person_id == actor.user_id:
        raise InvalidInput({"grants": ["own_roles"]})
    mine = set(actor.areas(ACTION))
    kept = [grant for grant in person.grants if grant[0] not in mine or grant[1] not in GRANTABLE]
    wanted = sorted({*kept, *_allowed(actor, grants)})
    if tuple(wanted) != person.grants:
        service.set_roles(session, person_id, wanted, now=now, by=actor)


def _allowed(actor: Actor, grants: Iterable[Grant]) -> list[Grant]:
    chosen = sorted(set(grants))
    areas = set(actor.areas(ACTION))
    if any(area_id not in areas or role not in GRANTABLE for area_id, role in chosen):
        raise InvalidInput({"grants": ["not_yours_to_grant"]})
    return chosen


def disable(session: Session, actor: Actor, person_id: str, now: datetime) -> None:
    """The account opens nothing from the next request on. Nobody shuts themselves out."""
    find_person(session, actor, person_id, now)
    if person_id == actor.user_id:
        raise InvalidInput({"person": ["own_account"]})
    service.disable_person(session, person_id, now=now, by=actor)


def enable(session: Session, actor: Actor, person_id: str, now: datetime) -> None:
    """The account opens again; its old sessions stay closed."""
    find_person(session, actor, person_id, now)
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(disabled_at=None)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        session, at=now, event="person.enabled", actor=actor, details={"person_id": person_id}
    )


def revoke_sessions(session: Session, actor: Actor, person_id: str, now: datetime) -> int:
    """Every open session of the person is closed; answers how many."""
    find_person(session, actor, person_id, now)
    count = _close_sessions(session, person_id, now)
    audit.record(
        session,
        at=now,
        event="person.sessions_revoked",
        actor=actor,
        details={"person_id": person_id, "count": count},
    )
    return count


def renew_password(session: Session, actor: Actor, person_id: str, now: datetime) -> str:
    """The person has a new random password and no open session; answers the password."""
    find_person(session, actor, person_id, now)
    password = make_password()
    _store_password(session, person_id, password)
    _close_sessions(session, person_id, now)
    audit.record(
        session,
        at=now,
        event="person.password_renewed",
        actor=actor,
        details={"person_id": person_id},
    )
    return password


def change_password(
    session: Session,
    signed_in: service.SignedIn,
    new: str,
    now: datetime,
) -> None:
    """The person's own password is the new one; their other sessions are closed. Raises InvalidInput.

    Ask for the old one first (`service.confirm_password`).
    """
    actor = signed_in.actor
    context = (*signed_in.email.replace("@", ".").split("."), *signed_in.name.split())
    weak = passwords.problems_with(new, *context)
    if weak:
        raise InvalidInput({"new": weak})
    _store_password(session, actor.user_id, new)
    _close_sessions(session, actor.user_id, now, but=signed_in.token_hash)
    audit.record(session, at=now, event="account.password_changed", actor=actor)


def _store_password(session: Session, person_id: str, password: str) -> None:
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(password_hash=passwords.hash_password(password))
        .execution_options(synchronize_session=False)
    )


def _close_sessions(session: Session, person_id: str, now: datetime, but: str | None = None) -> int:
    conditions = [SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None)]
    if but is not None:
        conditions.append(SignInSession.token_hash != but)
    closed = session.execute(
        update(SignInSession)
        .where(*conditions)
        .values(revoked_at=now)
        .returning(SignInSession.token_hash)
        .execution_options(synchronize_session=False)
    )
    return len(closed.all())
