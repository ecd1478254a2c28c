"""The wire shapes of a session (docs/api.md)."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.core.fields import Id, OneOf, Words


class SignInSchema(Schema):
    """What opens a session."""

    email = Words(254, 3, required=True)
    password = Words(1024, 1, required=True)
    device_id = Id(
        metadata={"description": "A phone's: the answer then opens what is locked on it."}
    )


class SessionPatchSchema(Schema):
    """What a person changes of their own."""

    locale = OneOf("sv", "en", required=True)


class OrganisationSchema(Schema):
    """A person's organisation."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)


class MembershipSchema(Schema):
    """A role in an area."""

    area_id = fields.String(required=True)
    area_code = fields.String(required=True)
    area_name = fields.String(required=True)
    role = fields.String(required=True)


class UserSchema(Schema):
    """Who is signed in."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    locale = fields.String(required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    memberships = fields.List(fields.Nested(MembershipSchema), required=True)


class SessionSchema(Schema):
    """A live session and the token for what changes something."""

    user = fields.Nested(UserSchema, required=True)
    csrf_token = fields.String(required=True)
    demonstration = fields.Boolean(required=True)
    server_version = fields.String(required=True)
    recovery_key = fields.String(
        metadata={"description": "32 bytes as base64; only after a password, for the device."}
    )
