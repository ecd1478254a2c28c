"""The wire shapes of push, pull and reconcile, for the documentation and for what marshmallow reads."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.core.fields import Id, Ids, Words
from app.sync.pull import MAX_PULL
from app.sync.reconcile import MAX_IDS


class PushResultSchema(Schema):
    """What became of one entry."""

    index = fields.Integer(required=True)
    op_id = fields.String(required=True, allow_none=True)
    status = fields.String(
        required=True,
        metadata={"enum": ["applied", "duplicate", "conflict", "quarantined", "retry"]},
    )
    first_status = fields.String()
    seq = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True, allow_none=True)
    received_at = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)
    errors = fields.Dict(required=True, allow_none=True)


class DeviceProofSchema(Schema):
    """What the server has of the device's numbers."""

    known_max_seq = fields.Integer(required=True)
    missing_seq = fields.List(fields.Integer(), required=True)


class PushAnswerSchema(Schema):
    """One result for each entry, in their order."""

    proto = fields.Integer(required=True)
    epoch = fields.String(required=True)
    server_time = fields.String(required=True)
    results = fields.List(fields.Nested(PushResultSchema), required=True)
    device = fields.Nested(DeviceProofSchema, required=True)


class PullQuerySchema(Schema):
    """Where the phone has come to."""

    cursor = fields.String(metadata={"description": "One that leads nowhere starts over."})
    limit = fields.Integer(
        load_default=MAX_PULL, metadata={"minimum": 1, "maximum": MAX_PULL, "type": "integer"}
    )


class ChangeSchema(Schema):
    """The latest state of one record."""

    seq = fields.Integer(required=True)
    kind = fields.String(required=True)
    record_id = fields.String(required=True)
    version = fields.Integer(required=True)
    deleted = fields.Boolean(required=True)
    data = fields.Dict(required=True, allow_none=True)


class PullAnswerSchema(Schema):
    """A page of changes and the cursor after it."""

    proto = fields.Integer(required=True)
    epoch = fields.String(required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    cursor = fields.String(required=True)
    has_more = fields.Boolean(required=True)
    reset = fields.Boolean(required=True)
    server_time = fields.String(required=True)


class ReconcileSchema(Schema):
    """The operations that a phone still keeps."""

    device_id = Id(required=True)
    epoch = Words(64, allow_none=True)
    ops = Ids(MAX_IDS, required=True)


class ReconcileAnswerSchema(Schema):
    """Which of them are not here."""

    missing = fields.List(fields.String(), required=True)


#: The body of a push, described by hand: it is read by sync/envelope, not by marshmallow.
PUSH_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["proto", "device_id", "sent_at", "ops"],
                "properties": {
                    "proto": {"const": 1},
                    "epoch": {"type": ["string", "null"], "maxLength": 64},
                    "device_id": Id().json_schema(),
                    "app": {"description": "The app's version; what can't be read is left out."},
                    "sent_at": {"type": "string", "format": "date-time"},
                    "queue": {"description": "How much waits; what can't be read is left out."},
                    "ops": {
                        "type": "array",
                        "maxItems": 200,
                        "items": {"description": "An operation; what is none is kept aside."},
                    },
                },
            }
        }
    },
}
