"""Addresses of static files that change when the files do, so that browsers may keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request, send_file, url_for

from landtrust.sources.codes import MapClasses
from landtrust.web.languages import LANGUAGES, WORDS, mounted_at, without_language
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import site

_FOREVER = "public, max-age=31536000, immutable"
_A_WHILE = "public, max-age=300"
_STYLES = "class_styles"
_VERSION = "v"
_ICON = "css/icon.ico"
_ICON_SECONDS = 86_400
_ROBOTS = """\
# Pages are for everybody. A filter has endless addresses, and a download is a whole county.
User-agent: *
Allow: /static/
Allow: /styles/
Disallow: /*?
Disallow: /*.geojson
Disallow: /downloads/
"""
_NOT_FOR_ROBOTS = (
    "/parcels.",
    "/suggestion",
    "/parcels/find",
    "/find",
    "/parcels/counts.json",
    "/map/",
    "/tiles/",
    "/sign-in",
    "/account",
    "/invitation/",
    "/audit",
)


def serve_static_files(app: Flask) -> None:
    """Offer templates ``asset(name)``, and let browsers keep what has a fingerprint."""
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["class_styles"] = class_styles_address
    app.jinja_env.globals["static_address"] = static_address

    @app.get("/styles/classes.css", endpoint=_STYLES)
    def class_styles() -> Response:
        """The colours of the map's classes, for chips and legends."""
        read_parameters(request.query_string, (_VERSION,))
        text = render_template("classes.css", classes=site().classes.classes)
        return Response(text, content_type="text/css; charset=utf-8")

    @app.get("/favicon.ico")
    def favicon() -> Response:
        """The mark of the site, for programs that do not read the page for it."""
        read_parameters(request.query_string, ())
        return send_file(Path(str(app.static_folder)) / _ICON, max_age=_ICON_SECONDS)

    @app.get("/robots.txt")
    def robots() -> Response:
        """What programs that walk through the site are asked to leave alone."""
        read_parameters(request.query_string, ())
        return Response(_robots(), content_type="text/plain; charset=utf-8")

    @app.after_request
    def _keep(response: Response) -> Response:
        if request.endpoint in ("static", _STYLES, WORDS) and response.status_code == 200:  # noqa: PLR2004 - OK
            response.headers["Cache-Control"] = _FOREVER if _VERSION in request.args else _A_WHILE
        return response


def _robots() -> str:
    closed = [f"Disallow: {one.prefix}{path}" for one in LANGUAGES for path in _NOT_FOR_ROBOTS]
    return _ROBOTS + "\n".join(closed) + "\n"


def asset(name: str) -> str:
    """The address of a file of the static folder."""
    folder = str(current_app.static_folder)
    return f"{static_address(name)}?{_VERSION}={_fingerprint(folder, name)}"


def static_address(name: str) -> str:
    """The address of a file of the static folder by which scripts import each other."""
    return _static_address(mounted_at(), name)


@lru_cache(maxsize=512)
def _static_address(_mounted_at: str, name: str) -> str:
    return without_language(url_for("static", filename=name))


def class_styles_address(classes: MapClasses | None = None) -> str:
    """The address of the style sheet of the map's classes.

    Args:
        classes: The classes; None: those that whoever asks may know.
    """
    return without_language(url_for(_STYLES, v=_fingerprint_of(classes or site().classes)))


@lru_cache(maxsize=8)
def _fingerprint_of(classes: MapClasses) -> str:
    return hashlib.sha256(repr(classes).encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _fingerprint(folder: str, name: str) -> str:
    return hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()[:12]
