"""`flask create-admin`: the first account, with all that it stands on, and no weak password."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import Area, MembershipRow, Organisation, Person
from app.core.database import db, read_connection
from app.places.models import Category

GOOD = "korrekt hast batteri klammer"
WHO = ["--email", "Anna@Kommun.example", "--name", "Anna Ask", "--organisation", "Ljusdals kommun"]
WHERE = ["--kind", "municipality", "--area", "Ljusdal", "--centre", "61.83, 16.09"]


@pytest.fixture
def run(app):
    def invoke(*arguments, password=GOOD, answers=""):
        environment = {"LJUSPUNKT_ADMIN_PASSWORD": password} if password else {}
        return app.test_cli_runner().invoke(
            args=["create-admin", *arguments], env=environment, input=answers
        )

    return invoke


@pytest.fixture
def count(app):
    def execute(model):
        with app.app_context(), read_connection() as connection:
            return connection.scalar(select(func.count()).select_from(model))

    return execute


def test_the_first_administrator_signs_in_to_an_area_with_categories(run, client, count):
    done = run(*WHO, *WHERE)
    assert done.exit_code == 0, done.output
    answer = client.post("/api/v1/session", json={"email": "anna@kommun.example", "password": GOOD})
    user = answer.json["user"]
    assert user["organisation"]["kind"] == "municipality"
    assert [(m["area_code"], m["role"]) for m in user["memberships"]] == [
        ("ljusdal", "administrator")
    ]
    assert count(Category) == 27


def test_a_second_one_joins_what_is_there(run, count):
    run(*WHO, *WHERE)
    done = run(
        *("--email", "bo@polisen.example", "--name", "Bo Ek", "--organisation", "Polisen"),
        *("--kind", "police", "--area", "ljusdal"),
    )
    assert done.exit_code == 0, done.output
    assert (count(Area), count(Organisation), count(Person)) == (1, 2, 2)
    assert count(MembershipRow) == 2


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kort", "needs at least 15 characters"),
        ("ljusdalskommun2026", "too easy to guess"),
        ("anna ask anna ask anna", "too easy to guess"),
        ("passwordpassword", "too easy to guess"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_nothing_made(run, count, password, words):
    done = run(*WHO, *WHERE, password=password)
    assert done.exit_code == 1
    assert words in done.output
    assert (count(Area), count(Organisation), count(Person)) == (0, 0, 0)


@pytest.mark.filterwarnings("ignore::getpass.GetPassWarning")
def test_what_is_missing_is_asked_for_and_a_weak_password_asked_again(run, count):
    answers = ["Ljusdal", "61.83, 16.09", "kort", "kort", GOOD, GOOD]
    done = run(*WHO, "--kind", "municipality", password=None, answers="\n".join(answers))
    assert done.exit_code == 0, done.output
    assert "needs at least 15 characters" in done.output
    assert count(Person) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--centre", "mitt i"], "is not 'latitude, longitude'"),
        (["--centre", "161.83, 16.09"], "centre: is not on earth"),
        (["--timezone", "Mars/Olympus"], "timezone: is no time zone"),
        (["--email", "anna"], "email: not an e-mail address"),
    ],
)
def test_what_cant_be_used_is_said_and_nothing_made(run, count, changed, words):
    done = run(*WHO, *WHERE, *changed)
    assert done.exit_code == 1
    assert words in done.output
    assert (count(Area), count(Organisation), count(Person)) == (0, 0, 0)


@pytest.mark.filterwarnings("ignore::getpass.GetPassWarning")
@pytest.mark.parametrize("missing", ["--email", "--name", "--organisation", "--kind", "--area"])
def test_without_a_terminal_what_is_missing_is_named(run, count, missing):
    given = [*WHO, *WHERE]
    at = given.index(missing)
    done = run(*given[:at], *given[at + 2 :])
    assert done.exit_code == 1
    assert f"{missing} is missing, and there is no terminal to ask at" in done.output
    assert "Aborted!" not in done.output
    assert count(Person) == 0


def test_a_database_without_its_migrations_is_said_before_anything_is_asked(app, run):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE area RENAME TO once_area")
    done = run()
    assert done.exit_code == 1
    assert "flask --app wsgi db upgrade" in done.output
    assert "E-mail" not in done.output


def test_a_database_without_its_migrations_is_said_in_words(app, run):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE area RENAME TO once_area")
    done = run(*WHO, *WHERE)
    assert done.exit_code == 1
    assert "flask --app wsgi db upgrade" in done.output
