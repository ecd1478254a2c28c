"""Every text of the desk has its Swedish words, with the same places for figures in them."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "translations" / "sv" / "LC_MESSAGES"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def extracted():
    """Every message of the sources, as `pybabel extract -F babel.cfg` finds them."""
    found = set()
    sources = (
        ("app", [("**.py", "python")], {}),
        ("templates", [("**.html", "jinja2")], {"**.html": {"extensions": "jinja2.ext.do"}}),
    )
    for folder, methods, options in sources:
        for each in extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS):
            found.add(each[2])
    return found


def catalog() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="sv")


def texts_of(found: Catalog):
    """id -> words; both are tuples where there is a plural."""

    def plain(said):
        return said if isinstance(said, str) else tuple(said)

    return {plain(message.id): plain(message.string) for message in found if message.id}


def test_every_text_is_translated_and_none_is_left_over():
    known = {message.id for message in catalog() if message.id}
    texts = extracted()

    assert texts - known == set()
    assert known - texts == set()


def test_no_text_is_there_twice():
    """The last of two would win without a word."""
    entries = len(re.findall(r"^msgid ", (FOLDER / "messages.po").read_text(), re.MULTILINE))
    assert entries == len(list(catalog()))


def test_nothing_is_empty_or_fuzzy():
    for message in catalog():
        if not message.id:
            continue
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(words), message.id
        assert not message.fuzzy, message.id


def test_figures_stand_in_both_languages():
    for message in catalog():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(_PLACEHOLDER.findall(ids[-1]))
        for said in strings:
            given = set(_PLACEHOLDER.findall(said))
            assert given <= wanted, message.id
            assert wanted - given <= {"num"}, message.id


def test_what_is_compiled_is_what_is_written():
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = texts_of(read_mo(file))

    assert compiled == texts_of(catalog())


def test_every_code_has_words():
    from app.accounts.words import KINDS, ROLE_HINTS, ROLES
    from app.activities.heads import GROUPS
    from app.activities.held import Outcome
    from app.activities.words import GROUPS as HEAD_GROUPS
    from app.activities.words import OUTCOMES
    from app.core.access import OrganisationKind, Role
    from app.hotspots.codes import Confidence, Direction, LeftOut, PresenceClass, Verdict
    from app.hotspots.tracing import Counted
    from app.hotspots.words import CONFIDENCE, PRESENCE, STATUSES, TRENDS, VERDICTS
    from app.observations.judging import REASONS as ROW_REASONS
    from app.observations.tables import UNREADABLE as FILE_REASONS
    from app.observations.words import REASONS, UNREADABLE
    from app.places import categories, service, words
    from app.sync.push import MESSAGES
    from app.sync.words import REASONS as OPERATION_REASONS

    assert set(ROLES) == set(ROLE_HINTS) == set(Role)
    assert set(KINDS) == set(OrganisationKind)
    assert set(OUTCOMES) == set(Outcome)
    assert set(HEAD_GROUPS) == set(GROUPS)
    assert set(VERDICTS) == set(Verdict)
    assert set(CONFIDENCE) == set(Confidence)
    assert set(PRESENCE) == set(PresenceClass)
    assert set(TRENDS) == set(Direction)
    assert set(STATUSES) == {*Counted, *LeftOut}
    assert set(words.KINDS) == set(service.KINDS)
    assert set(words.GROUPS) == set(categories.GROUPS)
    assert set(REASONS) == set(ROW_REASONS)
    assert set(UNREADABLE) == set(FILE_REASONS)
    # An entry that is to be tried again was not stored: nobody at the desk meets it.
    assert set(MESSAGES) - {"unknown_fields", "retry"} <= set(OPERATION_REASONS)


def test_the_heads_of_the_desk_are_those_of_the_phone():
    from app.activities import checkins, heads

    assert heads.GROUPS == checkins.GROUPS
    assert heads.BANDS == checkins.AGE_BANDS
