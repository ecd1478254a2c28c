"""The phone app is built against the payloads' schemas as they are."""

from __future__ import annotations

from app.composition import make_registry
from app.sync.commands import SCHEMAS, schema_files


def test_the_phones_copies_of_the_schemas_are_current():
    """`flask --app wsgi sync export-schemas` writes them."""
    wanted = schema_files(make_registry())
    assert {path.name: path.read_text() for path in SCHEMAS.glob("*.json")} == wanted
