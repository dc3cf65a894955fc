"""Generated requests, over the whole definition: no mistake of ours, and no answer it does not say.

Some hundred of them here; ``make thorough`` sends ten thousand on either store.
"""

import os
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.ogc.generated import definition_of, known_ids, requests

_REQUESTS = int(os.environ.get("LANDTRUST_GENERATED_REQUESTS", "300"))
_SEED = int(os.environ.get("LANDTRUST_GENERATED_SEED", "17069"))
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.slow
def test_generated_requests_are_answered_as_the_definition_says(held_app: Flask) -> None:
    schema = definition_of(held_app)
    any_request = requests(schema, known_ids(held_app, schema))
    answered: Counter[int] = Counter()

    @seed(_SEED)
    @settings(
        max_examples=_REQUESTS,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=any_request)
    def send(case: Case[Any]) -> None:
        # The generator reads answers as they are sent.
        answer = case.call(headers={"Accept-Encoding": "identity"})
        answered[answer.status_code] += 1
        case.validate_response(answer, checks=_CHECKS)

    send()
    assert answered[200] > _REQUESTS / 4
    assert answered[400] > _REQUESTS / 10
