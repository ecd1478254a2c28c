"""The people that an administrator keeps: their own organisation's, and never themselves."""

import unicodedata

import pytest
from sqlalchemy import select

from app.accounts import people, service
from app.accounts.models import Person, SignInSession
from app.accounts.passwords import hash_password, is_right, problems_with
from app.core.access import Role
from app.core.errors import AppError, InvalidInput, NotFound
from tests.support.builders import PASSWORD, PEOPLE, TOWN, VALLEY, email_of
from tests.support.desks import acting

OFFICER, ADMINISTRATOR, YOUTH = (PEOPLE[name].id for name in ("officer", "administrator", "youth"))


def test_an_initial_password_is_long_random_and_easy_to_read():
    made = {people.make_password() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        assert problems_with(password) == []
        assert not set(password) & set("0oO1lI")


def test_a_person_is_invited_with_a_password_that_lets_them_in(app, clock):
    with acting(app, "administrator") as (session, actor, now):
        person_id, password = people.invite(
            session,
            actor,
            email="Ny@Polisen.example",
            name="Nils Ny",
            grants=[(TOWN, Role.OFFICER)],
            now=now,
        )
    with app.app_context():
        token = service.sign_in(
            "ny@polisen.example",
            password,
            address="127.0.0.1",
            now=clock.now(),
            lifetime=app.settings.session_lifetime,
        )
        signed_in = service.resume(token, clock.now(), app.settings.idle_timeout)

    assert signed_in.actor.user_id == person_id
    assert signed_in.actor.can("observation.record", TOWN)
    assert signed_in.actor.organisation_id == PEOPLE["administrator"].organisation_id


@pytest.mark.parametrize("grant", [(VALLEY, Role.OFFICER), (TOWN, Role.OPERATOR)])
def test_nobody_hands_out_what_is_not_theirs(app, grant):
    with acting(app, "administrator") as (session, actor, now):
        with pytest.raises(InvalidInput):
            people.change_roles(session, actor, OFFICER, [grant], now)
        with pytest.raises(InvalidInput):
            people.invite(
                session, actor, email="ny@polisen.example", name="Ny", grants=[grant], now=now
            )


def test_roles_in_areas_of_others_stand(app):
    split = PEOPLE["split"].id
    with acting(app, "administrator") as (session, actor, now):
        people.change_roles(session, actor, split, [(TOWN, Role.SUPERVISOR)], now)

        found = people.find_person(session, actor, split, now)
        assert set(found.grants) == {(TOWN, Role.SUPERVISOR), (VALLEY, Role.SUPERVISOR)}


def test_nobody_changes_their_own_roles_or_shuts_themselves_out(app):
    with acting(app, "administrator") as (session, actor, now):
        with pytest.raises(InvalidInput):
            people.change_roles(session, actor, ADMINISTRATOR, [(TOWN, Role.SUPERVISOR)], now)
        with pytest.raises(InvalidInput):
            people.disable(session, actor, ADMINISTRATOR, now)


def test_people_of_another_organisation_are_not_there(app):
    with acting(app, "administrator") as (session, actor, now):
        listed = {person.id for person in people.list_people(session, actor, now)}
        assert OFFICER in listed
        assert YOUTH not in listed
        for act in (
            lambda: people.find_person(session, actor, YOUTH, now),
            lambda: people.disable(session, actor, YOUTH, now),
            lambda: people.enable(session, actor, YOUTH, now),
            lambda: people.renew_password(session, actor, YOUTH, now),
            lambda: people.revoke_sessions(session, actor, YOUTH, now),
            lambda: people.change_roles(session, actor, YOUTH, [], now),
        ):
            with pytest.raises(NotFound):
                act()


def test_only_who_administers_sees_people(app):
    with acting(app, "supervisor") as (session, actor, now):
        assert people.list_people(session, actor, now) == []
        with pytest.raises(NotFound):
            people.find_person(session, actor, OFFICER, now)


def test_a_new_password_closes_every_session(app):
    with acting(app, "administrator") as (session, actor, now):
        service.open_session(session.connection(), OFFICER, now, app.settings.session_lifetime)
        assert people.find_person(session, actor, OFFICER, now).open_sessions == 1

        password = people.renew_password(session, actor, OFFICER, now)

        stored = session.scalar(select(Person.password_hash).where(Person.id == OFFICER))
        assert people.find_person(session, actor, OFFICER, now).open_sessions == 0
        assert is_right(stored, password)
        assert not is_right(stored, PASSWORD)


def test_closing_and_opening_an_account(app, clock):
    def try_to_sign_in():
        with app.app_context():
            service.sign_in(
                email_of("officer"),
                PASSWORD,
                address="127.0.0.1",
                now=clock.now(),
                lifetime=app.settings.session_lifetime,
            )

    with acting(app, "administrator") as (session, actor, now):
        people.disable(session, actor, OFFICER, now)
    with pytest.raises(AppError) as refused:
        try_to_sign_in()
    assert refused.value.code == "sign_in_failed"

    with acting(app, "administrator") as (session, actor, now):
        people.enable(session, actor, OFFICER, now)
    try_to_sign_in()


def test_revoking_closes_the_sessions_of_one_person(app):
    with acting(app, "administrator") as (session, actor, now):
        for person_id in (OFFICER, OFFICER, PEOPLE["officer2"].id):
            service.open_session(
                session.connection(), person_id, now, app.settings.session_lifetime
            )

        assert people.revoke_sessions(session, actor, OFFICER, now) == 2

        still_open = session.scalars(
            select(SignInSession.person_id).where(SignInSession.revoked_at.is_(None))
        ).all()
        assert still_open == [PEOPLE["officer2"].id]


def test_letters_that_are_written_as_two_signs_count_as_one():
    """Some systems send `e` and its accent apart: what was accepted as 200 letters opened nothing."""
    password = "e\u0301a\u0308o\u0308ubkt" * 30
    assert problems_with(password) == []
    assert is_right(hash_password(password), password)
    assert is_right(hash_password(password), unicodedata.normalize("NFC", password))
    assert not is_right(hash_password(password), password[:256])
