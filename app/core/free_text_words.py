"""What the rules for free text find, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

FINDINGS: Final[Mapping[str, Any]] = {
    "personnummer": lazy_gettext("a personal number"),
    "samordningsnummer": lazy_gettext("a coordination number"),
    "telephone": lazy_gettext("a telephone number"),
    "plate": lazy_gettext("a registration plate"),
    "email": lazy_gettext("an e-mail address"),
}
