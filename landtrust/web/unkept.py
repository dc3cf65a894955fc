"""Answers that nobody keeps: those to where a reader is, to what they look for, and to the book.

A place or a search is in the address; so the answer is not stored on its way or in the browser,
has no mark by which to know it again, and its address is told to no other site.
"""

from flask import Flask, Response, request

_TELLING = frozenset(("at", "near", "parcel", "q", "text"))
"""Parameters that tell where somebody is, or what they look for."""

_SEEN = frozenset(("bbox",))
"""Parameters that tell which part of the map somebody looks at; no other site is told."""

_OF_THE_BOOK = frozenset(("held",))
"""Parameters whose answer is another one when something is recorded, without a new load."""

_MARKS = ("ETag", "Last-Modified")


def keep_no_searches(app: Flask) -> None:
    """Let nobody keep the answers of this app to such questions."""

    @app.after_request
    def _keep_nothing(response: Response) -> Response:
        asked = request.args.keys()
        if not (_TELLING | _SEEN).isdisjoint(asked):
            response.headers["Referrer-Policy"] = "same-origin"
        if not (_TELLING | _OF_THE_BOOK).isdisjoint(asked):
            response.headers["Cache-Control"] = "private, no-store"
            for name in _MARKS:
                response.headers.pop(name, None)
        return response
