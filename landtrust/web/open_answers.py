"""Lets pages of any other site read what is public and the same for everybody.

Source:
    The Fetch standard of the WHATWG (CORS).
"""

from flask import Flask, Response, request

from landtrust.web.sessions import is_for_one_reader, take_for_public

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
        "parcel_files.parcels_file",
        "snapshot_list.snapshots",
        "summary_files.summaries_file",
    )
)
"""Files that programs in a browser read, some piece by piece: their bytes are the same whoever
asks, or for whoever asks from another site."""
_OF_FILES = (
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Landtrust-Snapshot, "
    "Landtrust-Snapshots, Repr-Digest, Retry-After, X-Request-Id"
)


def open_files(app: Flask) -> None:
    """Let pages of other sites read the public files of this app, and why one cannot be had."""
    app.before_request(_ask_for_public)
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


def _ask_for_public() -> None:
    """Know nobody who asks for a file from another site: a page of ours sends no ``Origin``."""
    if request.endpoint in _FILES and "Origin" in request.headers:
        take_for_public()


def _open_if_file(response: Response) -> Response:
    if request.endpoint not in _FILES or is_for_one_reader():
        return response
    return open_to_all(response, _OF_FILES)
