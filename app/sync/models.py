"""Tables of the operation log and of devices, and the columns that every record of a kind has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText


class Operation(Model):
    """One operation as it was sent and how it was judged. The truth; append-only but for a hold that ends."""

    __tablename__ = "operation"
    op_id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    record_id: Mapped[str | None] = mapped_column(UuidText)
    device_id: Mapped[str] = mapped_column(UuidText)
    device_seq: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    errors: Mapped[str | None] = mapped_column(Text)
    #: the record that must come (or grow) before this one folds; null once it has folded
    waits_for: Mapped[str | None] = mapped_column(UuidText)
    author_id: Mapped[str] = mapped_column(UuidText)
    organisation_id: Mapped[str] = mapped_column(UuidText)
    submitted_by: Mapped[str] = mapped_column(UuidText)
    area_id: Mapped[str] = mapped_column(UuidText)
    #: whether the author's role reached to colleagues' records when it came
    reaches_colleagues: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime] = mapped_column(UtcMillis)
    #: received_at - sent_at in milliseconds: how far the phone's clock was off, and the way here
    skew_ms: Mapped[int] = mapped_column(BigInteger)
    base_version: Mapped[int | None] = mapped_column(BigInteger)
    #: the record's version after this operation: the order in which its operations folded
    version: Mapped[int | None] = mapped_column(BigInteger)
    push_id: Mapped[str] = mapped_column(UuidText)
    body: Mapped[str] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcMillis)
    reviewed_by: Mapped[str | None] = mapped_column(UuidText)
    __table_args__ = (
        Index(
            "ix_operation_waits_for",
            "waits_for",
            sqlite_where=text("waits_for IS NOT NULL"),
            postgresql_where=text("waits_for IS NOT NULL"),
        ),
        Index(
            "ix_operation_personal",
            "organisation_id",
            "received_at",
            sqlite_where=text("code = 'personal_data'"),
            postgresql_where=text("code = 'personal_data'"),
        ),
        Index(
            "ix_operation_review",
            "organisation_id",
            "received_at",
            sqlite_where=text("status IN ('quarantined', 'conflict')"),
            postgresql_where=text("status IN ('quarantined', 'conflict')"),
        ),
    )


class Device(Model):
    """A phone's local store as one organisation knows it: a wiped phone is a new device."""

    __tablename__ = "device"
    device_id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    registered_at: Mapped[datetime] = mapped_column(UtcMillis)
    seen_at: Mapped[datetime] = mapped_column(UtcMillis)
    app_version: Mapped[str | None] = mapped_column(Text)
    #: every device_seq from 1 to here is known; what is missing is above it
    contiguous_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    max_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    #: the runs [first, last] of numbers above `contiguous_seq` that are known, as JSON in order
    ahead_seqs: Mapped[str] = mapped_column(Text, default="[]")
    queue_count: Mapped[int] = mapped_column(BigInteger, default=0)
    queue_oldest_at: Mapped[str | None] = mapped_column(Text)
    #: who pushed last: while it is the same person, nothing more has to be looked up
    last_person_id: Mapped[str | None] = mapped_column(UuidText)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcMillis)


class DevicePerson(Model):
    """That a person has pushed from a device: a colleague may then carry their operations in."""

    __tablename__ = "device_person"
    device_id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)


class RecordColumns:
    """What every record of a kind has. The operation log is the truth; this row is a fold of it."""

    record_id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(UuidText)
    organisation_id: Mapped[str] = mapped_column(UuidText)
    author_id: Mapped[str] = mapped_column(UuidText)
    sharing: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    needs_review: Mapped[bool] = mapped_column(Boolean)
    occurred_at: Mapped[datetime] = mapped_column(UtcMillis)
    received_at: Mapped[datetime] = mapped_column(UtcMillis)
    time_quality: Mapped[str] = mapped_column(Text)


RECORD_COLUMNS = (
    "record_id",
    "area_id",
    "organisation_id",
    "author_id",
    "sharing",
    "version",
    "withdrawn",
    "needs_review",
    "occurred_at",
    "received_at",
    "time_quality",
)
