"""Watches each request from outside: one record in the log, and its share of the metrics.

Neither says who asked, nor for what: a route is known by its pattern, and a reader's search, the
parcel it was for and the address it came from are written down nowhere.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from weakref import finalize

from flask import Flask, Response, g, request

from landtrust.logs import request_id

_ID_HEADER = "X-Request-Id"
_GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))

_log = logging.getLogger("landtrust.access")


@dataclass(frozen=True, slots=True)
class Answered:
    """One request, answered.

    Attributes:
        method: GET and the like; “other” for what HTTP does not know.
        route: Pattern of the address, such as ``/parcels/<parcel_id>``; “none” where none fits.
        seconds: From the request's arrival to the last byte that was handed to the server.
    """

    method: str
    route: str
    status: int
    seconds: float


Watcher = Callable[[Answered], None]
"""Told of each request when the last of its answer is sent, or it is broken off."""


def watch(app: Flask, *watchers: Watcher) -> None:
    """Tell the watchers of every request of this app, and give each an id.

    A proxy may name the request in ``X-Request-Id``; the answer has the id in the same header.
    """

    @app.before_request
    def _begin() -> None:
        given = request.headers.get(_ID_HEADER, "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        g.began_at = time.monotonic()
        request_id.set(g.request_id)

    @app.after_request
    def _follow_to_its_end(response: Response) -> Response:
        response.headers[_ID_HEADER] = g.request_id
        end = finalize(response, _end, watchers, _what_was_asked(), response.status_code)
        # A file is sent after this; the server closes it, or drops it where the reader is gone.
        end.atexit = False
        response.call_on_close(end)
        return response


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    route: str
    began_at: float
    id: str


def _what_was_asked() -> _Asked:
    method = request.method if request.method in _METHODS else "other"
    route = request.url_rule.rule if request.url_rule else "none"
    return _Asked(method, route, g.began_at, g.request_id)


def _end(watchers: tuple[Watcher, ...], asked: _Asked, status: int) -> None:
    seconds = time.monotonic() - asked.began_at
    request_id.set(asked.id)
    for watcher in watchers:
        watcher(Answered(asked.method, asked.route, status, seconds))
    request_id.set(None)


def log_access(answered: Answered) -> None:
    """Write one record of a request."""
    fields = {
        "method": answered.method,
        "route": answered.route,
        "status": answered.status,
        "ms": round(answered.seconds * 1000, 1),
    }
    _log.info("answered", extra={"fields": fields})
