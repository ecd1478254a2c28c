"""Everything that the first version keeps

Revision: 0001, after .
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.database import UtcMillis, UuidText
from app.core.ids import uuid7

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("epsg", sa.Integer(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=True),
        sa.Column("centre_lon", sa.Double(), nullable=False),
        sa.Column("centre_lat", sa.Double(), nullable=False),
        sa.Column("zoom", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_log",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", UtcMillis(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("user_id", UuidText(), nullable=True),
        sa.Column("organisation_id", UuidText(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_log_organisation_id_number"),
            ["organisation_id", "number"],
            unique=False,
        )

    op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", UuidText(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_head")),
    )
    op.create_table(
        "change_log",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", UtcMillis(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", UuidText(), nullable=False),
        sa.Column("op_id", UuidText(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=True),
        sa.Column("author_id", UuidText(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change_log")),
    )
    with op.batch_alter_table("change_log", schema=None) as batch_op:
        batch_op.create_index(
            "ix_change_log_desk",
            ["area_id", "seq"],
            unique=False,
            sqlite_where=sa.text("author_id IS NULL"),
            postgresql_where=sa.text("author_id IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_change_log_record_id_seq"), ["record_id", "seq"], unique=False
        )

    op.create_table(
        "checkin",
        sa.Column("activity_id", UuidText(), nullable=False),
        sa.Column("started_at", UtcMillis(), nullable=False),
        sa.Column("ended_at", UtcMillis(), nullable=True),
        sa.Column("heads", sa.Text(), nullable=True),
        sa.Column("police_minutes", sa.Integer(), nullable=True),
        sa.Column("mood", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("record_id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("occurred_at", UtcMillis(), nullable=False),
        sa.Column("received_at", UtcMillis(), nullable=False),
        sa.Column("time_quality", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_checkin")),
    )
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_checkin_area_id_started_at"), ["area_id", "started_at"], unique=False
        )

    op.create_table(
        "observation",
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=False),
        sa.Column("position_source", sa.Text(), nullable=False),
        sa.Column("place_id", UuidText(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("people_band", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("patrol_id", UuidText(), nullable=True),
        sa.Column("visit_id", UuidText(), nullable=True),
        sa.Column("ix", sa.BigInteger(), nullable=True),
        sa.Column("iy", sa.BigInteger(), nullable=True),
        sa.Column("record_id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("occurred_at", UtcMillis(), nullable=False),
        sa.Column("received_at", UtcMillis(), nullable=False),
        sa.Column("time_quality", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_observation")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_observation_area_id_occurred_at"),
            ["area_id", "occurred_at"],
            unique=False,
        )

    op.create_table(
        "operation",
        sa.Column("op_id", UuidText(), nullable=False),
        sa.Column("record_id", UuidText(), nullable=True),
        sa.Column("device_id", UuidText(), nullable=False),
        sa.Column("device_seq", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("errors", sa.Text(), nullable=True),
        sa.Column("waits_for", UuidText(), nullable=True),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("submitted_by", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("reaches_colleagues", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcMillis(), nullable=False),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False),
        sa.Column("base_version", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("push_id", UuidText(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reviewed_at", UtcMillis(), nullable=True),
        sa.Column("reviewed_by", UuidText(), nullable=True),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_operation")),
    )
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_operation_review",
            ["organisation_id", "received_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('quarantined', 'conflict')"),
            postgresql_where=sa.text("status IN ('quarantined', 'conflict')"),
        )
        batch_op.create_index(
            "ix_operation_waits_for",
            ["waits_for"],
            unique=False,
            sqlite_where=sa.text("waits_for IS NOT NULL"),
            postgresql_where=sa.text("waits_for IS NOT NULL"),
        )

    op.create_table(
        "organisation",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "patrol",
        sa.Column("started_at", UtcMillis(), nullable=False),
        sa.Column("ended_at", UtcMillis(), nullable=True),
        sa.Column("officers", sa.Integer(), nullable=False),
        sa.Column("plan_id", UuidText(), nullable=True),
        sa.Column("presence", sa.Text(), nullable=True),
        sa.Column("record_id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("occurred_at", UtcMillis(), nullable=False),
        sa.Column("received_at", UtcMillis(), nullable=False),
        sa.Column("time_quality", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_patrol")),
    )
    with op.batch_alter_table("patrol", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_patrol_area_id_started_at"), ["area_id", "started_at"], unique=False
        )

    op.create_table(
        "report",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=True),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("occurred_from", UtcMillis(), nullable=False),
        sa.Column("occurred_to", UtcMillis(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("ix", sa.BigInteger(), nullable=True),
        sa.Column("iy", sa.BigInteger(), nullable=True),
        sa.Column("imported_at", UtcMillis(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "area_id",
            "organisation_id",
            "source",
            "external_id",
            name=op.f("uq_report_area_id_organisation_id_source_external_id"),
        ),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_area_id_occurred_from"),
            ["area_id", "occurred_from"],
            unique=False,
        )

    op.create_table(
        "sign_in_failure",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("account_key", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("at", UtcMillis(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_failure_account_key_at"), ["account_key", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_failure_address_key_at"), ["address_key", "at"], unique=False
        )

    op.create_table(
        "visit",
        sa.Column("patrol_id", UuidText(), nullable=False),
        sa.Column("place_id", UuidText(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=False),
        sa.Column("started_at", UtcMillis(), nullable=False),
        sa.Column("ended_at", UtcMillis(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("calm", sa.Boolean(), nullable=True),
        sa.Column("record_id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("author_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("occurred_at", UtcMillis(), nullable=False),
        sa.Column("received_at", UtcMillis(), nullable=False),
        sa.Column("time_quality", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_area_id_started_at"), ["area_id", "started_at"], unique=False
        )

    op.create_table(
        "area_organisation",
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_area_organisation_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_area_organisation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("area_id", "organisation_id", name=op.f("pk_area_organisation")),
    )
    op.create_table(
        "category",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcMillis(), nullable=False),
        sa.Column("updated_at", UtcMillis(), nullable=False),
        sa.Column("category_group", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("description_sv", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("is_disorder", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_category_area_id_area")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_category_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("area_id", "code", name=op.f("uq_category_area_id_code")),
    )
    op.create_table(
        "device",
        sa.Column("device_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("registered_at", UtcMillis(), nullable=False),
        sa.Column("seen_at", UtcMillis(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=True),
        sa.Column("contiguous_seq", sa.BigInteger(), nullable=False),
        sa.Column("max_seq", sa.BigInteger(), nullable=False),
        sa.Column("ahead_seqs", sa.Text(), nullable=False),
        sa.Column("queue_count", sa.BigInteger(), nullable=False),
        sa.Column("queue_oldest_at", sa.Text(), nullable=True),
        sa.Column("last_person_id", UuidText(), nullable=True),
        sa.Column("revoked_at", UtcMillis(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_device_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("device_id", "organisation_id", name=op.f("pk_device")),
    )
    op.create_table(
        "hotspot_snapshot",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data_version", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("computed_at", UtcMillis(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_hotspot_snapshot_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_hotspot_snapshot_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot_snapshot")),
        sa.UniqueConstraint(
            "area_id", "organisation_id", name=op.f("uq_hotspot_snapshot_area_id_organisation_id")
        ),
    )
    op.create_table(
        "person",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled_at", UtcMillis(), nullable=True),
        sa.Column("created_at", UtcMillis(), nullable=False),
        sa.Column("scope_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_person_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "place",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcMillis(), nullable=False),
        sa.Column("updated_at", UtcMillis(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("visits_per_week", sa.Integer(), nullable=True),
        sa.Column("minutes_per_week", sa.Integer(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_place_area_id_area")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_place_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("area_id", "code", name=op.f("uq_place_area_id_code")),
    )
    op.create_table(
        "activity",
        sa.Column("id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("organisation_id", UuidText(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("series_id", UuidText(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("place_id", UuidText(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("starts_at", UtcMillis(), nullable=False),
        sa.Column("ends_at", UtcMillis(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("police_expected", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcMillis(), nullable=False),
        sa.Column("updated_at", UtcMillis(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_area_id_area")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_activity_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_activity_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_area_id_starts_at"), ["area_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_activity_series_id"), ["series_id"], unique=False)

    op.create_table(
        "category_version",
        sa.Column("category_id", UuidText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", UtcMillis(), nullable=False),
        sa.Column("changed_by", UuidText(), nullable=True),
        sa.Column("category_group", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("description_sv", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("is_disorder", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_category_version_category_id_category")
        ),
        sa.PrimaryKeyConstraint("category_id", "version", name=op.f("pk_category_version")),
    )
    with op.batch_alter_table("category_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_category_version_category_id_valid_from"),
            ["category_id", "valid_from"],
            unique=False,
        )

    op.create_table(
        "device_person",
        sa.Column("device_id", UuidText(), nullable=False),
        sa.Column("person_id", UuidText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_person_person_id_person")
        ),
        sa.PrimaryKeyConstraint("device_id", "person_id", name=op.f("pk_device_person")),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", UuidText(), nullable=False),
        sa.Column("area_id", UuidText(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_membership_area_id_area")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "area_id", "role", name=op.f("pk_membership")),
    )
    op.create_table(
        "place_version",
        sa.Column("place_id", UuidText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", UtcMillis(), nullable=False),
        sa.Column("changed_by", UuidText(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("visits_per_week", sa.Integer(), nullable=True),
        sa.Column("minutes_per_week", sa.Integer(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_version_place_id_place")
        ),
        sa.PrimaryKeyConstraint("place_id", "version", name=op.f("pk_place_version")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", UuidText(), nullable=False),
        sa.Column("created_at", UtcMillis(), nullable=False),
        sa.Column("seen_at", UtcMillis(), nullable=False),
        sa.Column("expires_at", UtcMillis(), nullable=False),
        sa.Column("revoked_at", UtcMillis(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_session")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False
        )
    _start_history()


def _start_history() -> None:
    """The two heads: change log and audit log begin empty, and this database's history has an id."""
    heads = sa.MetaData()
    change_head = sa.Table(
        "change_head", heads, sa.Column("id"), sa.Column("epoch", UuidText()), sa.Column("seq")
    )
    audit_head = sa.Table(
        "audit_head", heads, sa.Column("id"), sa.Column("number"), sa.Column("hash")
    )
    op.bulk_insert(change_head, [{"id": 1, "epoch": uuid7(), "seq": 0}])
    op.bulk_insert(audit_head, [{"id": 1, "number": 0, "hash": "0" * 64}])


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_person_id"))

    op.drop_table("sign_in_session")
    op.drop_table("place_version")
    op.drop_table("membership")
    op.drop_table("device_person")
    with op.batch_alter_table("category_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_version_category_id_valid_from"))

    op.drop_table("category_version")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_series_id"))
        batch_op.drop_index(batch_op.f("ix_activity_area_id_starts_at"))

    op.drop_table("activity")
    op.drop_table("place")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))

    op.drop_table("person")
    op.drop_table("hotspot_snapshot")
    op.drop_table("device")
    op.drop_table("category")
    op.drop_table("area_organisation")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_area_id_started_at"))

    op.drop_table("visit")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_failure_address_key_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_failure_account_key_at"))

    op.drop_table("sign_in_failure")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_area_id_occurred_from"))

    op.drop_table("report")
    with op.batch_alter_table("patrol", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patrol_area_id_started_at"))

    op.drop_table("patrol")
    op.drop_table("organisation")
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_operation_waits_for",
            sqlite_where=sa.text("waits_for IS NOT NULL"),
            postgresql_where=sa.text("waits_for IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_operation_review",
            sqlite_where=sa.text("status IN ('quarantined', 'conflict')"),
            postgresql_where=sa.text("status IN ('quarantined', 'conflict')"),
        )

    op.drop_table("operation")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_area_id_occurred_at"))

    op.drop_table("observation")
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_area_id_started_at"))
        batch_op.drop_index(batch_op.f("ix_checkin_activity_id"))

    op.drop_table("checkin")
    with op.batch_alter_table("change_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_log_record_id_seq"))
        batch_op.drop_index(
            "ix_change_log_desk",
            sqlite_where=sa.text("author_id IS NULL"),
            postgresql_where=sa.text("author_id IS NULL"),
        )

    op.drop_table("change_log")
    op.drop_table("change_head")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_organisation_id_number"))

    op.drop_table("audit_log")
    op.drop_table("audit_head")
    op.drop_table("area")
