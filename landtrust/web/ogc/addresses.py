"""Addresses of the interface, whole where that is safe."""

from typing import Any, NotRequired, TypedDict
from urllib.parse import urlencode

from flask import url_for

from landtrust.web.base_address import base_address
from landtrust.web.ogc.representations import FORM_PARAMETER, Form


class Link(TypedDict):
    """A link as the standard writes it."""

    href: str
    rel: str
    type: str
    title: str
    templated: NotRequired[bool]


def address_of(endpoint: str, form: Form | None = None, **values: str) -> str:
    """The whole address of a page of the interface.

    Args:
        endpoint: Of this blueprint.
        form: Which form the parameter asks for; None: whichever the reader takes.
        values: Parts of the path.
    """
    parts: dict[str, Any] = dict(values)
    path = url_for(f"ogc.{endpoint}", **parts)
    return base_address() + path + (f"?{FORM_PARAMETER}={form.value}" if form else "")


def with_query(address: str, parameters: dict[str, str]) -> str:
    """An address with parameters, each a name and a value."""
    return f"{address}?{urlencode(parameters, safe=',:/')}" if parameters else address
