"""The demonstration's organisations, accounts and password: from the environment, else made at random and kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, update

from app.accounts import passwords, service
from app.accounts.models import Person
from app.accounts.people import make_password
from app.core.access import OrganisationKind, Role

DOMAIN = "demo.ljuspunkt.example"
PASSWORD_VARIABLE = "LJUSPUNKT_DEMO_PASSWORD"  # noqa: S105  the variable's name
FILE_NAME = "demo-accounts.txt"
_PASSWORD_LINE = "password: "  # noqa: S105  what stands before it in the file
_person = Person.__table__


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the demonstration; `key` stands before the @."""

    key: str
    name: str
    organisation: str
    role: Role

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


#: what the rest of the demonstration calls them -> (kind, name)
ORGANISATIONS: Mapping[str, tuple[OrganisationKind, str]] = {
    "police": (OrganisationKind.POLICE, "Polisen, lokalpolisområde Hälsingland"),
    "municipality": (OrganisationKind.MUNICIPALITY, "Ljusdals kommun"),
    "association": (OrganisationKind.ASSOCIATION, "Föreningen Öppen Hall"),
    "housing": (OrganisationKind.HOUSING, "AB Ljusdalshem"),
}
ACCOUNTS = (
    Account("officer", "Polis i yttre tjänst, ett", "police", Role.OFFICER),
    Account("officer2", "Polis i yttre tjänst, två", "police", Role.OFFICER),
    Account("supervisor", "Gruppchef vid polisen", "police", Role.SUPERVISOR),
    Account("youth", "Fältsekreterare", "municipality", Role.YOUTH_WORKER),
    Account("coordinator", "Samordnare för medborgarlöftet", "municipality", Role.COORDINATOR),
    Account("admin", "Administratör vid kommunen", "municipality", Role.ADMINISTRATOR),
    # People are administered by their own organisation alone: the police have an administrator of theirs.
    Account("police-admin", "Administratör vid polisen", "police", Role.ADMINISTRATOR),
)
YOUTH_WORKER, COORDINATOR, SUPERVISOR = "youth", "coordinator", "supervisor"


def create_accounts(
    connection: Connection,
    organisation_ids: Mapping[str, str],
    area_id: str,
    password: str,
    now: datetime,
) -> None:
    """Everybody has an account that this password opens."""
    for account in ACCOUNTS:
        service.create_person(
            connection,
            email=account.email,
            name=account.name,
            password=make_password(),
            organisation_id=organisation_ids[account.organisation],
            roles=[(area_id, account.role)],
            now=now,
        )
    set_password(connection, password)


def set_password(connection: Connection, password: str) -> None:
    """The password opens every account of the demonstration, also one that would be refused elsewhere."""
    connection.execute(
        update(_person)
        .where(_person.c.email.in_([account.email for account in ACCOUNTS]))
        .values(password_hash=passwords.hash_password(password))
    )


def opens(connection: Connection, password: str) -> bool:
    """Whether the password opens the accounts as they are now."""
    stored = connection.scalar(
        select(_person.c.password_hash).where(_person.c.email == ACCOUNTS[0].email)
    )
    return passwords.is_right(stored, password)


def find_password(instance: Path, environ: Mapping[str, str] = os.environ) -> str | None:
    """The password that the environment gives, else the one that was kept; None where there is neither."""
    return environ.get(PASSWORD_VARIABLE) or read_password(instance)


def read_password(instance: Path) -> str | None:
    """The password that was kept."""
    path = instance / FILE_NAME
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return next(
        (line.removeprefix(_PASSWORD_LINE) for line in lines if line.startswith(_PASSWORD_LINE)),
        None,
    )


def keep_password(instance: Path, password: str) -> None:
    """The accounts and their password are in a file that only its owner can read."""
    path = instance / FILE_NAME
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{_PASSWORD_LINE}{password}\n" + "".join(f"{line}\n" for line in list_lines()))
    fresh.replace(path)


def list_lines() -> list[str]:
    """Each account with what it is, in columns."""
    width = max(len(account.email) for account in ACCOUNTS)
    return [
        f"{account.email:<{width}}  {account.role.value:<13}  {ORGANISATIONS[account.organisation][1]}"
        for account in ACCOUNTS
    ]
