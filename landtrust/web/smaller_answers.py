"""Texts are sent compressed, for people who read this on a slow line or pay for each megabyte."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from flask import Flask, Response, request

from landtrust.web.sessions import is_for_one_reader

_LEAST = 1_000
"""Bytes below which compressing saves nothing: it all fits into one packet anyway."""

_EFFORT = 5
"""Of nine: of a parcel's page the last four save one byte in fifty, and take twice the time."""

_EFFORT_WHILE_READ = 1
"""Of a download, so that it comes no later: on a fast line whoever wants speed takes no gzip."""
_AS_GZIP = 16 + zlib.MAX_WBITS

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
    Files that are sent while they are read see to it themselves. What holds something that is one
    reader's alone stays as it is: the length of compressed secrets can tell what they are (BREACH).
    """

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.mimetype in _TEXTS and not _is_sent_while_read(response):
            response.vary.add("Accept-Encoding")
            if _may_be_compressed(response):
                _make_smaller(response)
        return response


def say_if_smaller(response: Response) -> None:
    """Say of a text that is sent while it is read whether it is compressed for whoever asks."""
    response.vary.add("Accept-Encoding")
    if _is_wanted_smaller():
        _say_it_is_smaller(response)


def as_said(response: Response, pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The pieces of such a text as its answer says that they are."""
    return _smaller(pieces) if "Content-Encoding" in response.headers else pieces


def _smaller(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces as gzip, each on its way when it is there; nothing is held back."""
    packing = zlib.compressobj(_EFFORT_WHILE_READ, wbits=_AS_GZIP)
    for piece in pieces:
        yield packing.compress(piece) + packing.flush(zlib.Z_SYNC_FLUSH)
    yield packing.flush()


def _is_sent_while_read(response: Response) -> bool:
    # A file of ours is handed over as one, and yet is short.
    return response.is_streamed and request.endpoint != _STATIC


def _may_be_compressed(response: Response) -> bool:
    return (
        "Content-Encoding" not in response.headers
        and "Content-Range" not in response.headers
        and _is_wanted_smaller()
    )


def _is_wanted_smaller() -> bool:
    return not is_for_one_reader() and request.accept_encodings.quality("gzip") > 0


def _make_smaller(response: Response) -> None:
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _LEAST:
        return
    is_static = request.endpoint == _STATIC
    small = _kept_small(body) if is_static else gzip.compress(body, _EFFORT, mtime=0)
    response.set_data(small)
    response.headers.pop("Accept-Ranges", None)
    _say_it_is_smaller(response)


def _say_it_is_smaller(response: Response) -> None:
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        # The same text in other bytes.
        response.set_etag(tag, weak=True)


@lru_cache(maxsize=64)
def _kept_small(body: bytes) -> bytes:
    """A file of ours, compressed once in the life of a process."""
    return gzip.compress(body, mtime=0)
