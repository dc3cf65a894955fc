"""The site without a line: a page that a phone can install, and the pages that it has read.

What is kept lies in the reader's own browser and nowhere else. Only pages that are the same for
everybody are kept, and only those that say so; the kept copy of a place that a phone found for
itself is made when its reader asks for it.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import orjson
from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for

from landtrust.web.languages import LANGUAGES, language, script_words_address, without_language
from landtrust.web.languages import gettext as _
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import public_classes, reader, site
from landtrust.web.static_files import asset, class_styles_address

KEEP_HEADER = "Landtrust-Keep"
"""What tells our worker in the browser that it may keep a page for later."""

_WORKER = "js/service_worker.js"
_FILES = ("css/landtrust.css", "js/offline.js", "js/page_parts.js", "js/words.js")
_ICONS = (("pictures/icon_192.png", "192x192"), ("pictures/icon_512.png", "512x512"))
_GREEN, _PAPER = "#1d6350", "#fbf8f2"

blueprint = Blueprint("offline", __name__)
Arguments = ParamSpec("Arguments")


def kept_for_later(page: Callable[Arguments, str]) -> Callable[Arguments, Response]:
    """A page that browsers of the public may keep and show again without a line."""

    @wraps(page)
    def told(*given: Arguments.args, **named: Arguments.kwargs) -> Response:
        response = make_response(page(*given, **named))
        if reader() is None:
            response.headers[KEEP_HEADER] = "page"
        return response

    return told


@blueprint.get("/service_worker.js")
def service_worker() -> Response:
    """Our worker in the browser, with what it has to have before the line is lost."""
    read_parameters(request.query_string, ())
    begun = orjson.dumps({"keeps": _kept_from_the_start()}).decode()
    code = (Path(str(current_app.static_folder)) / _WORKER).read_text("utf-8")
    body = f"const SITE = {begun};\n{code}".encode()
    version = hashlib.sha256(body).hexdigest()[:12]
    response = Response(
        f'const VERSION = "{version}";\n'.encode() + body,
        content_type="text/javascript; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = without_language("/")
    return response


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone wants to know to install the page.

    Source:
        W3C, Web Application Manifest.
    """
    read_parameters(request.query_string, ())
    organization = site().settings.organization
    home = url_for("map.county_map")
    described = {
        "name": organization,
        "short_name": organization[:30],
        "description": _("What is this lot, who holds it, and what is near me."),
        "lang": language().code,
        "id": home,
        "start_url": home,
        "scope": without_language("/"),
        "display": "minimal-ui",
        "theme_color": _GREEN,
        "background_color": _PAPER,
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": "any maskable"}
            for name, sizes in _ICONS
        ],
    }
    response = Response(orjson.dumps(described), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
def offline() -> str:
    """What is shown without a line: the pages that this browser has kept."""
    read_parameters(request.query_string, ())
    return render_template("offline.html")


def _kept_from_the_start() -> list[str]:
    """The page for later in each language, and what it is drawn with."""
    mounted_at = without_language(request.script_root)
    pages = [f"{mounted_at}{one.prefix}/offline" for one in LANGUAGES]
    colors = class_styles_address(public_classes())
    spoken = [script_words_address(one) for one in LANGUAGES]
    return [*pages, *filter(None, spoken), *map(asset, _FILES), colors]
