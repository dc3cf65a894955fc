"""Forms that are sent: from our own pages only, once, and with the fields that we offered."""

import re
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup

from landtrust.errors import InvalidInput, NotAllowed
from landtrust.phrases import Phrase
from landtrust.settings import Settings
from landtrust.web.query_strings import checked_value, unknown_field

_READING = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
_TOKEN = "csrf_token"  # noqa: S105 - the name of a field
_KEY = "form_key"
_A_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SECONDS = 8 * 60 * 60
"""How long a form may lie open: as long as somebody stays signed in without a move."""

TOO_OLD = Phrase(
    "This form was open too long. Go back to its page, open it anew, and send it again."
)
"""What people read whose form has no token, or one of another session."""


def protect_forms(app: Flask, settings: Settings) -> None:
    """Take forms of this app's own pages alone, and offer templates what goes into them."""
    app.config.update(WTF_CSRF_TIME_LIMIT=_SECONDS, WTF_CSRF_SSL_STRICT=False)
    app.jinja_env.globals.update(csrf=csrf, form_key=form_key)
    ours = urlsplit(settings.base_url or "").netloc

    @app.before_request
    def _refuse_other_sites() -> None:
        if request.method not in _READING and not _is_from_here(ours):
            raise NotAllowed("This form was sent from a page of another site.")

    CSRFProtect(app)


def csrf() -> Markup:
    """The hidden field that says a form is from a page that this browser was sent."""
    g.has_form = True
    return Markup('<input type="hidden" name="{}" value="{}">').format(_TOKEN, generate_csrf())


def has_form() -> bool:
    """Whether the page that is being made holds a token that is this browser's alone."""
    return bool(g.get("has_form", False))


def form_key() -> Markup:
    """The hidden field that lets a form count once, however often it is sent."""
    key = secrets.token_hex(16)
    return Markup('<input type="hidden" name="{}" value="{}">').format(_KEY, key)


def sent_form_key() -> str | None:
    """The key of the form that was sent, for ``Errand``; None where it had none.

    Raises:
        InvalidInput: It is not one that we gave.
    """
    key = request.form.get(_KEY)
    if key is not None and not _A_KEY.fullmatch(key):
        raise InvalidInput("form_key: not one that this site gave.", parameter=_KEY)
    return key


def read_sent(allowed: Collection[str], *, untouched: Collection[str] = ()) -> dict[str, str]:
    """The fields of the form that was sent, without those that were left empty.

    Args:
        allowed: The fields that the form has, besides the hidden ones.
        untouched: Those of them that are taken as they come, such as passwords.

    Raises:
        InvalidInput: A field is unknown, there twice, too long, or not readable text.
    """
    fields: dict[str, str] = {}
    for name, values in request.form.lists():
        if name in (_TOKEN, _KEY):
            continue
        if name not in allowed:
            raise unknown_field(name)
        if len(values) > 1:
            msg = Phrase("%(name)s: the field is there more than once.", name=name)
            raise InvalidInput(msg, parameter=name)
        if name in untouched:
            fields[name] = values[0]
        elif values[0].strip():
            fields[name] = checked_value(name, values[0].strip())
    return fields


def local_path(text: str | None, home: str = "/") -> str:
    r"""Where to go after a form: a path of this site, whatever was asked for.

    Args:
        text: What was asked for.
        home: Where to go where that will not do.

    >>> local_path("/parcels?county=28049")
    '/parcels?county=28049'
    >>> [local_path(one) for one in ("//evil.example", r"/\evil.example", "javascript:x", None)]
    ['/', '/', '/', '/']
    """
    if text is None or not text.startswith("/") or text.startswith("//"):
        return home
    if "\\" in text or not text.isprintable():
        return home
    return text


def _is_from_here(ours: str) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin == "null":
        # Pages with a secret address tell nobody where their reader comes from, and browsers
        # then do not name the origin of their forms. Old ones say nothing else; but whoever
        # knows a secret address may send its form.
        return site == "same-origin" or "token" in (request.view_args or {})
    return origin is None or urlsplit(origin).netloc in {request.host, ours} - {""}
