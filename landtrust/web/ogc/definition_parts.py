"""Pieces that the definition of the interface is put together of.

Source:
    OpenAPI 3.0.3.
"""

from collections.abc import Mapping, Sequence

from landtrust.phrases import Phrase
from landtrust.web.languages import say
from landtrust.web.ogc.descriptions import Document

_BAD = {
    "400": "badRequest",
    "406": "notAcceptable",
    "414": "tooLong",
    "500": "serverError",
    "503": "busy",
}
_MISSING = {"404": "notFound"}


def ref(kind: str, name: str) -> Document:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def parameter(name: str, schema: Document, description: Phrase, where: str = "query") -> Document:
    """A parameter of the query, or a part of the path."""
    # An empty parameter is refused, whichever it is.
    is_text = schema.get("type") == "string"
    given: Document = {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": say(description),
        "schema": {"minLength": 1, **schema} if is_text else schema,
    }
    if where == "query":
        given |= {"style": "form", "explode": False}
    return given


def operation(
    operation_id: str,
    content: Mapping[str, Document],
    parameters: Sequence[Document],
    *,
    missing: bool = False,
    headers: Mapping[str, Document] | None = None,
) -> Document:
    """What comes of asking for an address.

    Args:
        operation_id: What it is called; no other is called so.
        content: The schema of the answer for each media type.
        parameters: What it takes.
        missing: Whether there may be nothing there.
        headers: Those that the answer has beside the usual ones.
    """
    success: Document = {
        "description": "OK",
        "content": {media_type: {"schema": schema} for media_type, schema in content.items()},
    }
    if headers:
        success["headers"] = dict(headers)
    failures = _BAD | _MISSING if missing else _BAD
    return {
        "get": {
            "operationId": operation_id,
            "parameters": list(parameters),
            "responses": {
                "200": success,
                **{status: ref("responses", name) for status, name in failures.items()},
            },
        }
    }
