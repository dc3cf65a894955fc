"""What people and programs read when something goes wrong: one shape, one table.

Source:
    RFC 9457, Problem Details for HTTP APIs.
"""

import logging
from http import HTTPStatus

import orjson
from flask import Flask, Response, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from landtrust.errors import LandTrustError, NotAllowed, SignInNeeded, TooManyAttempts
from landtrust.web.forms import TOO_OLD, local_path
from landtrust.web.refusals import note_refusal
from landtrust.web.sessions import take_for_public

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 10

_log = logging.getLogger(__name__)

_BUSY = "The database cannot answer just now. Please try again in a moment."
_OURS = "This is our mistake, not yours. It has been written down."
_SENTENCES = {
    404: "There is no page at this address.",
    405: "This address can be read, not written to.",
    413: "What was sent is too large.",
    500: _OURS,
}


def register_errors(app: Flask) -> None:
    """Answer every error of this app as a problem: of ours, of HTTP, of the database."""
    app.register_error_handler(LandTrustError, _ours)
    app.register_error_handler(CSRFError, _no_token)
    app.register_error_handler(HTTPException, _http)
    for kind in (DatabaseError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database)


def _ours(error: LandTrustError) -> Response:
    if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s", error.message)
    if isinstance(error, NotAllowed):
        note_refusal()
    response = _problem(error.http_status, error.title, error.message, error.fields)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = f'Form location="{url_for("sign_in.sign_in")}"'
    return response


def _no_token(error: CSRFError) -> Response:
    del error
    return _problem(HTTPStatus.FORBIDDEN, NotAllowed.title, TOO_OLD, {})


def _database(error: Exception) -> Response:
    # Not the whole error: it quotes the statement with what somebody asked for.
    _log.error("database: %s", getattr(error, "orig", error))
    take_for_public()
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return _problem(status, status.phrase, _BUSY, {})


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if isinstance(error, InternalServerError) and error.original_exception:
        _log.error("unexpected", exc_info=error.original_exception)
    response = _problem(status, status.phrase, _SENTENCES.get(status, status.phrase), {})
    for name, value in error.get_headers():
        if name in ("Allow", "Location", "Retry-After"):
            response.headers[name] = value
    return response


def _problem(status: int, title: str, detail: str, fields: dict[str, object]) -> Response:
    response = _worded(status, title, detail, fields)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _worded(status: int, title: str, detail: str, fields: dict[str, object]) -> Response:
    if _wants_json():
        known = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        body = orjson.dumps({**fields, **known}, default=str)
        return Response(body, status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        page = render_template("sign_in.html", detail=detail, next=_where_they_were())
    else:
        page = render_template("problem.html", status=status, heading=title, detail=detail)
    return make_response(page, status)


def _where_they_were() -> str:
    """Where to go after signing in: what was asked for, or what the form that was sent says."""
    if request.method == "GET":
        return local_path(request.full_path.removesuffix("?"))
    return local_path(request.form.get("next"))


def _wants_json() -> bool:
    if request.path.endswith((".json", ".jsonl", ".geojson", ".pmtiles", ".pbf", ".mvt")):
        return True
    offered = ["text/html", "application/json", MEDIA_TYPE, "application/geo+json"]
    return request.accept_mimetypes.best_match(offered, "text/html") != "text/html"
