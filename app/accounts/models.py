"""Tables of organisations, people, memberships, sign-in sessions and throttling."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText


class Organisation(Model):
    """A police authority, municipality, association or housing company."""

    __tablename__ = "organisation"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    __table_args__ = (UniqueConstraint("name"),)


class Person(Model):
    """Somebody with an account, in exactly one organisation."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text, default="sv")
    password_hash: Mapped[str] = mapped_column(Text)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcMillis)
    created_at: Mapped[datetime] = mapped_column(UtcMillis)
    #: part of a pull's cursor: when it changes, the person's phones start their cache over
    scope_version: Mapped[int] = mapped_column(default=0)
    __table_args__ = (UniqueConstraint("email"),)


class MembershipRow(Model):
    """A role of a person in an area."""

    __tablename__ = "membership"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class Area(Model):
    """The ground that organisations share: a town or a municipality, with its clock and outline.

    The table stands here, below `places`, because a membership is a role *in an area*.
    """

    __tablename__ = "area"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    epsg: Mapped[int] = mapped_column(default=3006)
    outline: Mapped[str | None] = mapped_column(Text)  # JSON [[lon, lat], …]
    centre_lon: Mapped[float]
    centre_lat: Mapped[float]
    zoom: Mapped[int] = mapped_column(default=14)
    version: Mapped[int] = mapped_column(default=1)
    demonstration: Mapped[bool] = mapped_column(Boolean, default=False)
    __table_args__ = (UniqueConstraint("code"),)


class AreaOrganisation(Model):
    """That an organisation takes part in an area."""

    __tablename__ = "area_organisation"
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)


class SignInSession(Model):
    """A server-side session: the cookie holds a token, this row its SHA-256."""

    __tablename__ = "sign_in_session"
    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcMillis)
    seen_at: Mapped[datetime] = mapped_column(UtcMillis)
    expires_at: Mapped[datetime] = mapped_column(UtcMillis)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcMillis)


class SignInFailure(Model):
    """One failed check: by account (hash of the address tried) and by network address."""

    __tablename__ = "sign_in_failure"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    account_key: Mapped[str] = mapped_column(Text)
    address_key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (Index(None, "account_key", "at"), Index(None, "address_key", "at"))
