"""What went wrong in the database, told apart: what passes by itself, and what a person has to mend."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from app.core.database import WriterBusy

#: PostgreSQL's states that are not its OperationalError and pass all the same: a server that became read-only (a
#: standby took over), a transaction that was ended from outside.
_PASSING = frozenset({"25006", "25P02", "25P03"})


def is_transient(error: BaseException) -> bool:
    """Whether trying the same again may succeed: a lock, a full pool, a server that went away."""
    if isinstance(error, (WriterBusy, TimeoutError)):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in _PASSING:
        return True
    return isinstance(error, (OperationalError, InterfaceError)) and not is_storage_full(error)


def lacks_tables(error: BaseException) -> bool:
    """Whether a table or column that this version needs is not there: the migrations were not run."""
    if not isinstance(error, DBAPIError):
        return False
    missing = getattr(error.orig, "sqlstate", None) in {"42P01", "42703"}
    return missing or str(error.orig).startswith(("no such table", "no such column"))


def cannot_connect(error: BaseException) -> bool:
    """Whether there was no connection to ask anything of: what SQLAlchemy then raises has no statement."""
    return isinstance(error, DBAPIError) and error.statement is None


def is_storage_full(error: BaseException) -> bool:
    """Whether the database could not write because its disk is full."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.orig, "sqlstate", None) == "53100" or "disk is full" in str(error.orig)
