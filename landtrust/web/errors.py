"""What people and programs read when something goes wrong: one shape, one table.

Source:
    RFC 9457, Problem Details for HTTP APIs.
"""

import logging
import sqlite3
from http import HTTPStatus

import orjson
from flask import Flask, Response, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, PreconditionFailed

from landtrust.errors import LandTrustError, NoRoom, NotAllowed, SignInNeeded, TooManyAttempts
from landtrust.phrases import Phrase
from landtrust.services.evidence_folder import NO_ROOM
from landtrust.web.forms import TOO_OLD, local_path
from landtrust.web.languages import own_address, say
from landtrust.web.ogc.prefix import is_of_programs
from landtrust.web.refusals import note_refusal
from landtrust.web.sessions import take_for_public

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 10

_KEPT = ("Accept-Ranges", "Allow", "Content-Range", "Location", "Retry-After")
_FILES = ("/parcels.", "/downloads/")
_TABLES = (".csv", ".parquet")
_FILE_PAGES = ("dataset_pages.release_file",)

_log = logging.getLogger(__name__)

_BUSY = Phrase("The database cannot answer just now. Please try again in a moment.")
_OURS = Phrase("This is our mistake, not yours. It has been written down.")
_FULL = Phrase("The disk is full, and nothing was stored. Tell who runs this site.")
_SENTENCES = {
    404: Phrase("There is no page at this address."),
    405: Phrase("This address can be read, not written to."),
    412: Phrase("This is no longer as it was when you read it."),
    413: Phrase("What was sent is too large."),
    500: _OURS,
}
_TITLES = {
    400: Phrase("Bad Request"),
    404: Phrase("Not Found"),
    405: Phrase("Method Not Allowed"),
    413: Phrase("Request Entity Too Large"),
    500: Phrase("Internal Server Error"),
    503: Phrase("Service Unavailable"),
}
"""What HTTP calls the answers that people come upon; rarer ones keep their English name."""


def register_errors(app: Flask) -> None:
    """Answer every error of this app as a problem: of ours, of HTTP, of the database."""
    app.register_error_handler(LandTrustError, _ours)
    app.register_error_handler(CSRFError, _no_token)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _disk)
    for kind in (DatabaseError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database)
    app.after_request(_refuse_other_states)


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


def _disk(error: OSError) -> Response:
    if error.errno not in NO_ROOM:
        return _http(InternalServerError(original_exception=error))
    _log.error("the disk is full: %s", error.strerror)
    return _problem(NoRoom.http_status, NoRoom.title, _FULL, {})


def _database(error: Exception) -> Response:
    if _is_full(error):
        _log.error("the disk of the database is full")
        return _problem(NoRoom.http_status, NoRoom.title, _FULL, {})
    # Not the whole error: it quotes the statement with what somebody asked for.
    _log.error("database: %s", getattr(error, "orig", error))
    take_for_public()
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return _problem(status, _title(status), _BUSY, {})


def _is_full(error: Exception) -> bool:
    """Whether the database says that its disk is full, in the code of either kind of store."""
    given = getattr(error, "orig", error)
    code = getattr(given, "sqlite_errorcode", None) or getattr(given, "sqlstate", None)
    return code in (sqlite3.SQLITE_FULL, "53100")


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if isinstance(error, InternalServerError) and error.original_exception:
        _log.error("unexpected", exc_info=error.original_exception)
    title = _title(status)
    response = _problem(status, title, _SENTENCES.get(status, title), {})
    for name, value in error.get_headers():
        if name in _KEPT:
            response.headers[name] = value
    return response


def _refuse_other_states(response: Response) -> Response:
    """A problem for whoever wants another state of this (If-Match); Werkzeug sends it all."""
    if response.status_code != HTTPStatus.PRECONDITION_FAILED:
        return response
    response.close()
    return _http(PreconditionFailed())


def _title(status: HTTPStatus) -> str:
    return _TITLES.get(status, status.phrase)


def _problem(status: int, title: str, detail: str, fields: dict[str, object]) -> Response:
    response = _worded(status, say(title), say(detail), fields)
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
    home = url_for("map.county_map")
    if request.method == "GET":
        return local_path(own_address(), home)
    return local_path(request.form.get("next"), home)


def _wants_json() -> bool:
    if request.path.endswith(
        (".json", ".jsonl", ".jsonld", ".geojson", ".pmtiles", ".pbf", ".mvt")
    ):
        return True
    if is_of_programs(request.path):
        return request.args.get("f") != "html" and _prefers_json()
    offered = ["application/json", MEDIA_TYPE, "application/geo+json"]
    # Who takes anything is a browser on its way to a page, or a program that fetches a file.
    is_file = (
        request.path.startswith(_FILES)
        or request.path.endswith(_TABLES)
        or request.endpoint in _FILE_PAGES
    )
    ranked = [*offered, "text/html"] if is_file else ["text/html", *offered]
    return request.accept_mimetypes.best_match(ranked, ranked[0]) != "text/html"


def _prefers_json() -> bool:
    """Whether a program asks: it gets JSON where it does not ask for a page before anything."""
    if request.args.get("f") == "json":
        return True
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html"
