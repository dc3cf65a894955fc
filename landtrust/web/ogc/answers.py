"""Answers that programs anywhere may read, keep and ask after.

Source:
    RFC 9110, sections 8.8 and 12.5.
"""

import gzip
import hashlib
from collections.abc import Mapping
from datetime import datetime

import orjson
from flask import Response, make_response, render_template, request

from landtrust.web.ogc.representations import CRS_HEADER, EMPTY_HEADER, Form, Offer
from landtrust.web.open_answers import open_to_all

_WORTH_COMPRESSING = 1_024
_FAST = 1
_EXPOSED = f"{CRS_HEADER}, {EMPTY_HEADER}, ETag, Link, X-Request-Id"
_VARIES = ("Accept", "Accept-Encoding")


def open_as_said(response: Response) -> Response:
    """Let pages of any other site read this, as this API says of its answers."""
    open_to_all(response, _EXPOSED)
    response.vary.update(_VARIES)
    return response


def unchanged(tag: str, moment: datetime | None) -> Response | None:
    """An answer without content, where the reader has the very same already; else None."""
    response = _marked(Response(), tag, moment)
    response.make_conditional(request)
    return response if response.status_code == 304 else None  # noqa: PLR2004 - not modified


def document_answer(
    offer: Offer, form: Form, document: Mapping[str, object], page: str, **more: object
) -> Response:
    """A document in the form that is wanted.

    Args:
        offer: What it can be had as.
        form: As what it is wanted.
        document: What it says.
        page: The template that shows it to people.
        more: What else that needs.
    """
    if form is Form.HTML:
        return make_response(render_template(page, document=document, **more))
    return json_answer(orjson.dumps(document), offer.media_type(form))


def json_answer(
    body: bytes, media_type: str, *, tag: str | None = None, moment: datetime | None = None
) -> Response:
    """A body of JSON with what lets readers keep it.

    Args:
        body: The content.
        media_type: What it is.
        tag: What it is of; None: the content itself says.
        moment: When that last changed (UTC); None: nobody knows.
    """
    response = Response(content_type=media_type)
    _marked(response, tag or fingerprint(body), moment)
    if len(body) > _WORTH_COMPRESSING and request.accept_encodings.quality("gzip") > 0:
        body = gzip.compress(body, _FAST, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.data = body
    response.make_conditional(request)
    return response


def fingerprint(*parts: object) -> str:
    """A word that changes whenever one of the parts does."""
    words = [part if isinstance(part, bytes) else repr(part).encode() for part in parts]
    return hashlib.sha256(b"\0".join(words)).hexdigest()[:24]


def with_moment(body: bytes, moment: datetime) -> bytes:
    """A JSON object that also says when it was made (UTC).

    >>> with_moment(b'{"a":1}', datetime(2026, 11, 23, 12))
    b'{"a":1,"timeStamp":"2026-11-23T12:00:00Z"}'
    """
    return body[:-1] + f',"timeStamp":"{moment:%Y-%m-%dT%H:%M:%SZ}"}}'.encode()


def _marked(response: Response, tag: str, moment: datetime | None) -> Response:
    # Weak: the same is said with other bytes, compressed or with another moment.
    response.set_etag(tag, weak=True)
    if moment is not None:  # to Werkzeug, None is now
        response.last_modified = moment
    response.headers["Cache-Control"] = "no-cache"
    return response
