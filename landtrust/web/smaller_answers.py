"""Texts are sent compressed, for people who read this on a slow line or pay for each megabyte."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

from landtrust.web.sessions import is_for_one_reader

_LEAST = 1_000
"""Bytes below which compressing saves nothing: it all fits into one packet anyway."""

_EFFORT = 5
"""Of nine: of a parcel's page the last four save one byte in fifty, and take twice the time."""

_TEXTS = frozenset(
    (
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/geo+json",
        "application/problem+json",
        "application/manifest+json",
        "image/svg+xml",
    )
)
_STATIC = "static"


def compress_texts(app: Flask) -> None:
    """Compress what this app answers, where the reader's browser unpacks it.

    It must be registered before whatever else looks at answers, so that it comes after them.
    Files that are sent while they are read stay as they are, and so does what holds something
    that is one reader's alone: the length of compressed secrets can tell what they are (BREACH).
    """

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.mimetype in _TEXTS and not _is_sent_while_read(response):
            response.vary.add("Accept-Encoding")
            if _may_be_compressed(response):
                _make_smaller(response)
        return response


def _is_sent_while_read(response: Response) -> bool:
    # A file of ours is handed over as one, and yet is short.
    return response.is_streamed and request.endpoint != _STATIC


def _may_be_compressed(response: Response) -> bool:
    return (
        "Content-Encoding" not in response.headers
        and "Content-Range" not in response.headers
        and not is_for_one_reader()
        and request.accept_encodings.quality("gzip") > 0
    )


def _make_smaller(response: Response) -> None:
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _LEAST:
        return
    is_static = request.endpoint == _STATIC
    small = _kept_small(body) if is_static else gzip.compress(body, _EFFORT, mtime=0)
    response.set_data(small)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    tag, _ = response.get_etag()
    if tag is not None:
        # The same text in other bytes.
        response.set_etag(tag, weak=True)


@lru_cache(maxsize=64)
def _kept_small(body: bytes) -> bytes:
    """A file of ours, compressed once in the life of a process."""
    return gzip.compress(body, mtime=0)
