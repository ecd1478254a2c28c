"""Passwords: Argon2id, a minimum length, and a list of words that nobody may use."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: OWASP's Argon2id setting for 19 MiB: 39 ms on the machine it was measured on
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

MIN_LENGTH = 15
MAX_LENGTH = 256
#: Parts that make a password guessable in this product; breached ones are mostly shorter than MIN_LENGTH.
CONTEXT_WORDS = ("ljuspunkt", "medborgarlöfte", "medborgarlofte", "ljusdal", "polisen", "kommun")
COMMON = (
    "passwordpassword",
    "password12345678",
    "lösenordlösenord",
    "losenordlosenord",
    "qwertyuiopasdfgh",
    "1234567890123456",
    "123456789012345",
    "abcdefghijklmnop",
    "hemligthemligt12",
    "sommarsommar2024",
    "iloveyouiloveyou",
)
_MIN_DISTINCT = 6
_DUMMY = hasher.hash("the hash that an unknown account is checked against")


def problems_with(password: str, *context: str) -> list[str]:
    """Why this password can't be used, as keys of texts; empty where it can.

    `context` is what is known of the person: the parts of an e-mail address or name.
    """
    text = unicodedata.normalize("NFKC", password).casefold()
    found: list[str] = []
    if len(text) < MIN_LENGTH:
        found.append("password_too_short")
    if len(text) > MAX_LENGTH:
        found.append("password_too_long")
    rest = text
    for word in (*CONTEXT_WORDS, *(part.casefold() for part in context if len(part) > 3)):
        rest = rest.replace(word, "")
    if len(rest) < MIN_LENGTH // 2 or text in COMMON or len(set(text)) < _MIN_DISTINCT:
        found.append("password_too_common")
    return found


def hash_password(password: str) -> str:
    """The Argon2id hash of the password in NFKC."""
    return hasher.hash(_make_plain(password))


def _make_plain(password: str) -> str:
    """NFKC, cut after it: letters written as two signs are one in it, and one sign may be eighteen letters."""
    return unicodedata.normalize("NFKC", password)[:MAX_LENGTH]


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same time is spent, and the answer is no."""
    try:
        hasher.verify(password_hash or _DUMMY, _make_plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
