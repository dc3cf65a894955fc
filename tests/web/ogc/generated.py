"""Requests that the definition of the interface allows, and some that it does not.

The generator says each parameter there is, and one of thirty is enough to be refused: so most
are left out again, and some get what stands in the store, so that answers come too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode, openapi
from schemathesis.core.result import Ok

_MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
_MOST_PARAMETERS = 4
_FILTERS = (
    "true", "NOT (geometry IS NULL)", "S_INTERSECTS(geometry, BBOX(-91, 32, -89, 33))",
    "CASEI('a') LIKE 'a%' AND 1 + 1 = 2", "S_DISJOINT(POINT(-90 32), geometry)",
)  # fmt: skip
_TIMES = ("2026-11-20", "2015-01-01/..", "../2026-11-21T00:00:00Z", "2026-11-20/2026-11-23")

_Operation = APIOperation[Any, Any, Any, Any]
Ids = Mapping[str, Sequence[str]]
"""The ids of features, by the path of the one feature that they belong to."""


def definition_of(app: Flask) -> BaseSchema:
    """The definition of the interface that an app serves."""
    return openapi.from_wsgi("/ogc/api?f=json", app)


def known_ids(app: Flask, schema: BaseSchema) -> Ids:
    """What single features can be asked for by."""
    asker = app.test_client()
    found = {}
    for path in (one.path for one in _operations(schema) if one.path.endswith("/{featureId}")):
        page = asker.get(f"/ogc{path.removesuffix('/{featureId}')}").get_json(force=True)
        found[path] = [one["id"] for one in page["features"]]
    return found


def requests(schema: BaseSchema, ids: Ids) -> st.SearchStrategy[Case[Any]]:
    """Any request."""
    of_each: list[st.SearchStrategy[Case[Any]]] = [
        _requests_of(one, mode, ids.get(one.path, ()))
        for one in _operations(schema)
        for mode in _MODES
        if mode is GenerationMode.POSITIVE or list(one.query) or list(one.path_parameters)
    ]
    return st.one_of(of_each)


def _operations(schema: BaseSchema) -> list[_Operation]:
    found = []
    for one in schema.get_all_operations():
        assert isinstance(one, Ok), one
        found.append(one.ok())
    return found


@st.composite
def _requests_of(
    draw: st.DrawFn,
    operation: _Operation,
    mode: GenerationMode,
    ids: Sequence[str],
) -> Case[Any]:
    case: Case[Any] = draw(operation.as_strategy(mode))
    if case.query:
        most: st.SearchStrategy[list[str]] = st.lists(
            st.sampled_from(sorted(case.query)), max_size=_MOST_PARAMETERS, unique=True
        )
        case.query = {name: case.query[name] for name in draw(most)}
    for name, values in (("filter", _FILTERS), ("datetime", _TIMES)):
        if name in (case.query or {}) and draw(st.booleans()):
            case.query[name] = draw(st.sampled_from(values))
    if draw(st.booleans()) and ids:
        case.path_parameters["featureId"] = draw(st.sampled_from(ids))
    return case
