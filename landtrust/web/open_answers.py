"""Lets pages of any other site read what is public and the same for everybody.

Source:
    The Fetch standard of the WHATWG (CORS).
"""

from flask import Flask, Response, request

FOR_EVERY_SITE = {"Access-Control-Allow-Origin": "*"}

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-Match, "
    "If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
_FILES = frozenset(
    (
        "dataset_pages.catalog",
        "dataset_pages.linked_data",
        "dataset_pages.release_file",
        "download_pages.ready_file",
        "summary_files.summaries_file",
    )
)
"""Files whose bytes are the same whoever asks: programs in a browser read them piece by piece."""
_OF_FILES = (
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Repr-Digest, "
    "X-Request-Id"
)


def open_files(app: Flask) -> None:
    """Let pages of other sites read the public files of this app, and why one cannot be had."""
    app.after_request(_open_if_file)


def open_to_all(response: Response, exposed: str) -> Response:
    """Let pages of any other site read this: it is public, and the same for everybody.

    Args:
        response: The answer.
        exposed: The headers that they may read, too.
    """
    response.headers.update(FOR_EVERY_SITE)
    response.headers["Access-Control-Expose-Headers"] = exposed
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
    return response


def _open_if_file(response: Response) -> Response:
    return open_to_all(response, _OF_FILES) if request.endpoint in _FILES else response
