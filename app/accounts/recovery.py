"""The key by which a person's password opens what is locked on a phone of theirs (ADR 0011)."""

from __future__ import annotations

import base64
import hashlib
import hmac

_PURPOSE = b"ljuspunkt/phone-recovery/1"


def make_recovery_key(secret: str, person_id: str, device_id: str) -> str:
    """32 bytes as base64, always the same for this person on this device: HMAC-SHA-256 (RFC 2104) of both ids.

    Nothing is stored, so that a restored backup still opens every phone; a new `LJUSPUNKT_SECRET_KEY` opens none of
    those that were locked before it.
    """
    words = b"|".join((_PURPOSE, person_id.encode(), device_id.encode()))
    return base64.b64encode(hmac.digest(secret.encode(), words, hashlib.sha256)).decode()
