"""Addresses of the interface, whole where that is safe.

Programs follow links from machine to machine and need whole addresses. The organization sets
the public one; a site that is only tried on the own machine or network is known by its number.
"""

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlencode

from flask import request, url_for

from landtrust.web.ogc.representations import FORM_PARAMETER, Form
from landtrust.web.site import site

_HOST = re.compile(r"(?P<name>localhost|[0-9.]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?", re.ASCII)


class Link(TypedDict):
    """A link as the standard writes it."""

    href: str
    rel: str
    type: str
    title: str
    templated: NotRequired[bool]


def base_address() -> str:
    """What comes before the path: the address that is set, or that of a machine close by.

    Nobody else's word is taken for where this site is: links then begin with the path.
    """
    told = site().settings.base_url
    if told is not None:
        return told.rstrip("/")
    return request.host_url.rstrip("/") if _is_near(request.host) else ""


@lru_cache(maxsize=256)
def _is_near(host: str) -> bool:
    parts = _HOST.fullmatch(host)
    if parts is None:
        return False
    try:
        return parts["name"] == "localhost" or ip_address(parts["name"].strip("[]")).is_private
    except ValueError:
        return False


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
