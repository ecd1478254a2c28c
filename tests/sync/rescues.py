"""A phone's exported queue, as static/pwa/src/app/rescue.ts writes it."""

import json
from typing import Any

from tests.support.phones import Phone


def export_queue(phone: Phone, ops: list[Any], /, **changes: Any) -> bytes:
    """The file that this phone saves of these operations; each names its author, as phones do."""
    named = [{"author": phone.user_id, **op} if isinstance(op, dict) else op for op in ops]
    rescue = {
        "format": "ljuspunkt-queue",
        "version": 1,
        "device_id": phone.device_id,
        "app": "0.1.0",
        "exported_at": phone.stamp(),
        "epoch": "another-history",
        "ops": named,
    }
    return json.dumps(rescue | changes, indent=2, ensure_ascii=False).encode()


def queued(content: bytes) -> list[dict[str, Any]]:
    """The operations as the phone itself would send them later."""
    found: list[dict[str, Any]] = json.loads(content)["ops"]
    return found
