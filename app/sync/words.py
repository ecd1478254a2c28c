"""What has become of operations that need somebody, in words: what it is, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

KINDS: Final[Mapping[str, Any]] = {
    "patrol": lazy_gettext("Shift"),
    "visit": lazy_gettext("Visit"),
    "observation": lazy_gettext("Observation"),
    "checkin": lazy_gettext("Check-in"),
}
TYPES: Final[Mapping[str, Any]] = {
    "create": lazy_gettext("new"),
    "amend": lazy_gettext("correction"),
    "retract": lazy_gettext("withdrawal"),
}
#: status -> (icon, words, kind of badge)
STATUSES: Final[Mapping[str, tuple[str, Any, str]]] = {
    "quarantined": ("stop", lazy_gettext("could not be taken in"), "alert"),
    "conflict": ("warning", lazy_gettext("two versions"), "wait"),
    "held": ("clock", lazy_gettext("waits for something"), ""),
    "personal_data": ("warning", lazy_gettext("points out a person?"), "wait"),
    "applied": ("check", lazy_gettext("taken in"), "ok"),
}
#: code -> (what happened, what can be done)
REASONS: Final[Mapping[str, tuple[Any, Any]]] = {
    "held": (
        lazy_gettext("What it belongs to has not come yet"),
        lazy_gettext(
            "The beginning is probably still in another phone. Ask that it be opened where there "
            "is coverage; this is then taken in by itself."
        ),
    ),
    "personal_data": (
        lazy_gettext("A text in it may point out a person"),
        lazy_gettext(
            "Ask that it be corrected on the phone that logged it. It leaves the list by itself when "
            "the text is gone."
        ),
    ),
    "op_id_reused": (
        lazy_gettext("The same id came twice with different content"),
        lazy_gettext("The first stands. Log what differs again, if it still matters."),
    ),
    "unreadable": (
        lazy_gettext("It can't be read at all"),
        lazy_gettext("It is kept as it came. Ask whether something is missing in the log."),
    ),
    "invalid_payload": (
        lazy_gettext("Something in it can't be right"),
        lazy_gettext("See what is listed below. A corrected copy is logged on the phone."),
    ),
    "unknown_kind": (
        lazy_gettext("It is of a kind that this server doesn't know"),
        lazy_gettext("The app may be newer than the server. Tell your administrator."),
    ),
    "unknown_type": (
        lazy_gettext("It is of a type that this server doesn't know"),
        lazy_gettext("The app may be newer than the server. Tell your administrator."),
    ),
    "unknown_category": (
        lazy_gettext("The category is not in the area"),
        lazy_gettext("Log it again with a category of the area."),
    ),
    "unknown_place": (
        lazy_gettext("The place is not in your areas"),
        lazy_gettext("Log it again without the place, or with another."),
    ),
    "record_exists": (
        lazy_gettext("It was created before, by another operation"),
        lazy_gettext("The first stands. See whether they say the same."),
    ),
    "not_permitted": (
        lazy_gettext("The person's role does not allow it"),
        lazy_gettext("Ask your administrator whether the role is right, then log it again."),
    ),
    "author_mismatch": (
        lazy_gettext("It was recorded by somebody who has not used this phone"),
        lazy_gettext("The one who recorded it signs in on the phone and sends it."),
    ),
    "device_revoked": (
        lazy_gettext("The phone was revoked"),
        lazy_gettext("It is kept here. Log it again from another phone, if it still matters."),
    ),
    "stale_version": (
        lazy_gettext("It was changed by two at once"),
        lazy_gettext("Both versions are kept. Correct the record if this one was right."),
    ),
    "record_withdrawn": (
        lazy_gettext("It was withdrawn before this correction came"),
        lazy_gettext("The withdrawal stands. Log it again if that was wrong."),
    ),
    "storage_refused": (
        lazy_gettext("The database would not take it"),
        lazy_gettext("It is kept as it came. Tell your administrator."),
    ),
}
#: a payload's field -> what it is called on the phone
FIELDS: Final[Mapping[str, Any]] = {
    "note": lazy_gettext("Note"),
    "reason": lazy_gettext("Reason"),
    "cancelled_reason": lazy_gettext("Why it is called off"),
    "category": lazy_gettext("Category"),
    "place_id": lazy_gettext("Place"),
    "position": lazy_gettext("Position"),
    "lat": lazy_gettext("Latitude"),
    "lon": lazy_gettext("Longitude"),
    "accuracy_m": lazy_gettext("Accuracy in metres"),
    "position_source": lazy_gettext("Position from"),
    "severity": lazy_gettext("Severity, 1–3"),
    "people_band": lazy_gettext("How many people"),
    "started_at": lazy_gettext("Began"),
    "ended_at": lazy_gettext("Ended"),
    "officers": lazy_gettext("Officers"),
    "method": lazy_gettext("How it was checked in"),
    "calm": lazy_gettext("Calm"),
    "heads": lazy_gettext("Heads"),
    "police_minutes": lazy_gettext("Police there, minutes"),
    "mood": lazy_gettext("How it went"),
    "text_kept_because": lazy_gettext("Why the text stays"),
}
OTHER_REASON: Final = (
    lazy_gettext("Somebody must look at it"),
    lazy_gettext("It is kept as it came."),
)
RESCUE_LABELS: Final[Mapping[str, Any]] = {"file": lazy_gettext("The exported queue")}
#: why a file can't be taken in
REFUSED_FILES: Final[Mapping[str, Any]] = {
    "not_json": lazy_gettext("The file is damaged. Export the queue on the phone again."),
    "not_a_rescue_file": lazy_gettext(
        "This is no exported queue. It is made on the phone, under Menu and Export queue."
    ),
    "newer_version": lazy_gettext(
        "The file is written by a newer app than this server knows. Tell the operator."
    ),
    "no_device": lazy_gettext("The file does not say which phone it comes from."),
    "no_operations": lazy_gettext("There is nothing in the file to take in."),
    "too_much": lazy_gettext("There is more in the file than a phone's queue ever holds."),
    "device_revoked": lazy_gettext(
        "The phone is revoked: what it holds is not taken in as if it had sent it."
    ),
}
_FATES: Final[Mapping[str, Any]] = {
    "applied": lazy_gettext("is taken in"),
    "duplicate": lazy_gettext("is here already"),
    "conflict": lazy_gettext("is kept beside a newer version, for review"),
    "quarantined": lazy_gettext("is kept aside, for review"),
    "retry": lazy_gettext("can't be stored just now; try again"),
}
_LEFT_OUT: Final[Mapping[str, Any]] = {
    "author_mismatch": lazy_gettext("is left out: recorded by nobody of your organisation"),
    "not_permitted": lazy_gettext("is left out: the person has no role. Give one, then try again"),
}


def fate_words(status: str, code: str | None) -> Any:
    """What becomes of an operation of an exported queue, in words."""
    if status == "left_out":
        return _LEFT_OUT[code or "author_mismatch"]
    if status == "applied" and code == "held":
        return lazy_gettext("is taken in, and waits for what it belongs to")
    return _FATES[status]
