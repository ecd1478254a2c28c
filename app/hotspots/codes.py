"""Stable codes of what the method says. Their words, in Swedish and English, live with the presentation."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a place is, on the evidence of the period."""

    CLEAR_HOTSPOT = "clear_hotspot"
    POSSIBLE = "possible"
    QUIET = "quiet"
    TOO_LITTLE_PRESENCE = "too_little_presence"
    AS_EXPECTED = "as_expected"


class PresenceClass(StrEnum):
    """How much the presence allows us to say."""

    UNKNOWN = "unknown"
    THIN = "thin"
    KNOWN = "known"


class Confidence(StrEnum):
    """How far the verdict can be leaned on."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class NoRate(StrEnum):
    """Why no rate per patrol hour is said."""

    NO_PRESENCE = "no_presence"
    TOO_SHORT = "too_short"


class Direction(StrEnum):
    """Where the rate has gone since the period before."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"
    MISSING = "missing"


class Basis(StrEnum):
    """What the expected counts stand on."""

    PRESENCE = "presence"
    OBSERVATIONS_ALONE = "observations_alone"
    REPORTS_ALONE = "reports_alone"


class LeftOut(StrEnum):
    """Why an observation does not count; the first that applies, in this order."""

    WITHDRAWN = "withdrawn"
    NOT_DISORDER = "not_disorder"
    SUSPECT_TIME = "suspect_time"
    POOR_POSITION = "poor_position"
    OUTSIDE_AREA = "outside_area"
