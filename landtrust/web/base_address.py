"""What whole addresses of this site begin with, for programs that follow them.

Programs go from machine to machine and need whole addresses. The organization sets the public
one; a site that is only tried on the own machine or network is known by its number.
"""

import re
from functools import lru_cache
from ipaddress import ip_address

from flask import request

from landtrust.web.site import site

_HOST = re.compile(r"(?P<name>localhost|[0-9.]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?", re.ASCII)


def base_address() -> str:
    """What comes before the path: the address that is set, or that of a machine close by.

    Nobody else's word is taken for where this site is: links then begin with the path.
    """
    told = site().settings.base_url
    if told is not None:
        return told.rstrip("/")
    return request.host_url.rstrip("/") if _is_near(request.host) else ""


def address_for_programs() -> str:
    """What people see before a path in lines to copy: dots, where nobody vouches for a name."""
    return base_address() or "https://…"


@lru_cache(maxsize=256)
def _is_near(host: str) -> bool:
    parts = _HOST.fullmatch(host)
    if parts is None:
        return False
    try:
        return parts["name"] == "localhost" or ip_address(parts["name"].strip("[]")).is_private
    except ValueError:
        return False
