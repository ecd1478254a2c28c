"""What accounts are called on the screen: roles, kinds of organisation, and what can be wrong with a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

from app.core.access import OrganisationKind, Role

ROLES: Final[Mapping[Role, Any]] = {
    Role.OFFICER: lazy_gettext("Officer on foot patrol"),
    Role.YOUTH_WORKER: lazy_gettext("Youth worker"),
    Role.SUPERVISOR: lazy_gettext("Supervisor"),
    Role.COORDINATOR: lazy_gettext("Coordinator"),
    Role.ORGANISER: lazy_gettext("Organiser in an association"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.OPERATOR: lazy_gettext("System operator"),
}
#: What each role is for, in one line, where roles are handed out.
ROLE_HINTS: Final[Mapping[Role, Any]] = {
    Role.OFFICER: lazy_gettext("logs patrols on the phone"),
    Role.YOUTH_WORKER: lazy_gettext("checks in to activities on the phone"),
    Role.SUPERVISOR: lazy_gettext("hotspots, patrols and observations of the organisation"),
    Role.COORDINATOR: lazy_gettext("activities and what is shared with the organisation"),
    Role.ORGANISER: lazy_gettext("plans activities and counts heads"),
    Role.ADMINISTRATOR: lazy_gettext("people, places and settings; no content"),
    Role.AUDITOR: lazy_gettext("the audit log; no content"),
    Role.OPERATOR: lazy_gettext("runs the system; no content"),
}
KINDS: Final[Mapping[OrganisationKind, Any]] = {
    OrganisationKind.POLICE: lazy_gettext("Police"),
    OrganisationKind.MUNICIPALITY: lazy_gettext("Municipality"),
    OrganisationKind.ASSOCIATION: lazy_gettext("Association"),
    OrganisationKind.HOUSING: lazy_gettext("Housing company"),
}
LABELS: Final[Mapping[str, Any]] = {
    "email": lazy_gettext("E-mail address"),
    "password": lazy_gettext("Password"),
    "name": lazy_gettext("Name"),
    "grants": lazy_gettext("Roles"),
    "person": lazy_gettext("Account"),
    "current": lazy_gettext("The password you have now"),
    "new": lazy_gettext("New password"),
    "locale": lazy_gettext("Language"),
    "theme": lazy_gettext("Light or dark"),
}
PROBLEMS: Final[Mapping[str, Any]] = {
    "not an e-mail address": lazy_gettext(
        "Write a whole e-mail address, for example anna@exempel.se."
    ),
    "has an account already": lazy_gettext("There is an account with this address already."),
    "is needed": lazy_gettext("This is needed."),
    "password_too_short": lazy_gettext(
        "Use at least 15 characters. Several words in a row are fine."
    ),
    "password_too_long": lazy_gettext("Use at most 256 characters."),
    "password_too_common": lazy_gettext("This is too easy to guess. Use other words."),
    "wrong_password": lazy_gettext("That is not the password you have now."),
    "own_roles": lazy_gettext("You can't change your own roles. Ask another administrator."),
    "own_account": lazy_gettext("You can't close your own account."),
    "not_yours_to_grant": lazy_gettext("Choose among the roles that are listed."),
}
LANGUAGES: Final = (("sv", "Svenska"), ("en", "English"))
THEMES: Final = (
    ("auto", lazy_gettext("As the device")),
    ("light", lazy_gettext("Light")),
    ("dark", lazy_gettext("Dark")),
)
