"""Answers that are kept compressed, and that a browser need not fetch twice."""

import gzip
import hashlib

from flask import Response, request


def compressed(body: bytes, mimetype: str) -> Response:
    """What gzip made of a body, unpacked for whoever does not read that."""
    if request.accept_encodings.quality("gzip") > 0:
        response = tagged(body, mimetype)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = tagged(gzip.decompress(body), mimetype)
    response.headers["Vary"] = "Accept-Encoding"
    return response


def tagged(body: bytes, mimetype: str) -> Response:
    """A body with its fingerprint, or 304 for whoever has it."""
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest()[:20], weak=True)
    response.make_conditional(request)
    return response
