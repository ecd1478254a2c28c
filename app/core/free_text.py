"""What in a free text may point out a person: personal numbers, telephone numbers, plates, e-mail addresses.

One file of rules (`free_text_rules.json`) says it for the server and for the phone, which warns before it saves
(static/pwa/src/domain/free_text.ts); tests/core/free_text/own.json holds the two together. It finds what has a form. A
name has none: the line under every field says that none may be written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

RULES_FILE: Final = Path(__file__).with_name("free_text_rules.json")
#: Why a person may keep what was found: it points out nobody, or it is a number that is meant for everybody.
KEPT_BECAUSE: Final = ("no_person", "public_contact")
#: Most texts can be let through at a glance: every rule needs a digit, or a sign that stands for the @ of an address.
_WORTH_A_LOOK = re.compile(r"[\d@(\[{]|snabel", re.IGNORECASE)
#: Letters and signs that stay what they are when the text is made plain; others may hide a digit.
_IS_ORDINARY = re.compile("[\x00-\xb1\xb4-\xb8\xba-\u024f\u2010-\u201f\u2026\u20ac]*")
#: What a text may grow to when it is made plain: one sign can become eighteen letters.
MAX_PLAIN = 1_000
#: Stands for what a rule has found: no letter, digit or sign of any rule.
_FOUND = "\N{BLACK SQUARE}"
_NOT_DIGITS = re.compile(r"[^0-9]")
#: A personal number has ten digits that are checked; two more say the century.
_CHECKED_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may point out a person: what kind of thing, and the words as they were read."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    check: Callable[[str], bool]


def find_personal(text: str) -> tuple[Finding, ...]:
    """All that in `text` may point out a person, in the order in which it stands there."""
    if not _WORTH_A_LOOK.search(text) and _IS_ORDINARY.fullmatch(text):
        return ()
    plain = _make_plain(text)
    found: dict[int, Finding] = {}
    for rule in _rules():
        for match in rule.pattern.finditer(plain):
            said = match[1]
            if not any(other.search(said) for other in rule.unless) and rule.check(said):
                start, end = match.span(1)
                found[start] = Finding(rule.kind, said)
                plain = f"{plain[:start]}{_FOUND * (end - start)}{plain[end:]}"
    return tuple(found[start] for start in sorted(found))


def find_in_fields(texts: Mapping[str, str | None]) -> dict[str, list[str]]:
    """field -> kinds of what may point out a person, for the fields in which something may."""
    found: dict[str, list[str]] = {}
    for name, text in texts.items():
        if text and (findings := find_personal(text)):
            found[name] = list(dict.fromkeys(each.kind for each in findings))
    return found


def has_right_check_digit(said: str) -> bool:
    """Whether the last ten digits pass the Luhn check of personal numbers (Skatteverket, SKV 704; ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(_NOT_DIGITS.sub("", said)[-_CHECKED_DIGITS:]):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0


def _make_plain(text: str) -> str:
    """The text with one kind of dash and blank, and without what nobody can see."""
    plain = unicodedata.normalize("NFKC", text)[:MAX_PLAIN]
    file = _file()
    plain = plain.translate(dict.fromkeys(map(ord, file["ignored"])))
    plain = plain.translate(dict.fromkeys(map(ord, file["dashes"]), "-"))
    return re.sub(r"[\s]+", " ", plain)


@cache
def kinds() -> frozenset[str]:
    """All kinds of things that the rules find."""
    return frozenset(rule.kind for rule in _rules())


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(RULES_FILE.read_text(encoding="utf-8"))
    return content


@cache
def _rules() -> tuple[_Rule, ...]:
    file = _file()
    public, words = frozenset(file["public_numbers"]), frozenset(file["common_words"])
    checks: dict[str | None, Callable[[str], bool]] = {
        None: lambda _said: True,
        "luhn": has_right_check_digit,
        "public_number": lambda said: _NOT_DIGITS.sub("", said) not in public,
        "common_word": lambda said: not (said[3] in " -" and said[:3].lower() in words),
    }
    return tuple(
        _Rule(
            rule["kind"],
            re.compile(rule["pattern"], re.IGNORECASE),
            tuple(re.compile(other) for other in rule.get("unless", ())),
            checks[rule.get("check")],
        )
        for rule in file["rules"]
    )
