"""`/api/v1/openapi.json` is what the server does: schemathesis asks what fits the description and what doesn't."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.builders import EPOCH
from tests.support.databases import sqlite_only

pytestmark = [pytest.mark.slow, sqlite_only]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
]
EXAMPLES = {"POST /api/v1/session": 8}
#: Words and dates that fit may still name no area, or a period that ends before it begins: 422.
ASKS_FOR_WHAT_IS_THERE = "/api/v1/hotspots"


@pytest.fixture
def description(app):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def ask(operation, mode, signed_in):
    """Requests that fit (or don't fit) the description of this operation are answered as it says."""
    label = operation.label
    checks = [*CHECKS]
    if mode.is_negative:
        checks.append(negative_data_rejection)
    elif ASKS_FOR_WHAT_IS_THERE not in label:
        checks.append(positive_data_acceptance)

    @settings(
        max_examples=EXAMPLES.get(label, 25),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        phone = signed_in("both" if "push" in label else "supervisor")
        cookie = phone.transport.client.get_cookie("ljuspunkt").value
        if mode.is_positive and label.endswith("push"):
            case.body["epoch"] = EPOCH
        headers = {"X-CSRFToken": phone.csrf}
        case.call_and_validate(headers=headers, cookies={"ljuspunkt": cookie}, checks=checks)

    run()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_description_is_what_the_server_does(description, signed_in, mode):
    asked = 0
    for result in description.get_all_operations():
        try:
            ask(result.ok(), mode, signed_in)
        except Unsatisfiable:
            continue  # Nothing can be wrong about what takes nothing.
        asked += 1
    assert asked >= 5
