"""The policy and the routes as one table for people: docs/access.md is this, and a test holds it current."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from app.core.access import POLICY, PUBLIC, Role

READING = frozenset({"HEAD", "OPTIONS"})
INTRODUCTION = """# Who may do what

Made from the policy (`app/core/access.py`) and the routes by `flask --app wsgi access table`. A cell says how far the
action reaches within an area in which the person has the role: *own* (what they recorded), *organisation*, *area*; an
empty one is not allowed. Another organisation's or area's object answers 404, as one that does not exist.
"""


@dataclass(frozen=True, slots=True)
class Route:
    """A method and an address, and the actions of which one is needed (none: public)."""

    endpoint: str
    method: str
    rule: str
    any_of: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        return not self.any_of


def list_routes(app: Flask) -> Iterator[Route]:
    """Every route by address and method; raises LookupError for one whose view names no permission."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        view = app.view_functions[rule.endpoint]
        access = getattr(view, "access", None)
        if access is None:
            raise LookupError(f"{rule.endpoint} names no permission")
        any_of = () if access == PUBLIC else tuple(getattr(view, "any_of", (access,)))
        for method in sorted((rule.methods or set()) - READING):
            yield Route(rule.endpoint, method, rule.rule, any_of)


def write_table(app: Flask) -> str:
    """The page: actions by role, then routes by the action that each needs."""
    actions = sorted({action for allowed in POLICY.values() for action in allowed})
    lines = [INTRODUCTION, "## Actions\n"]
    lines += _table(
        ["action", *(role.value for role in Role)],
        ([f"`{action}`", *(POLICY[role].get(action, "") for role in Role)] for action in actions),
    )
    lines.append("\n## Routes\n")
    lines += _table(
        ["route", "needs"],
        (
            [
                f"`{route.method} {route.rule}`",
                "public" if route.is_public else " or ".join(f"`{each}`" for each in route.any_of),
            ]
            for route in list_routes(app)
        ),
    )
    return "\n".join(lines) + "\n"


def _table(head: list[str], rows: Iterator[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]
