"""Browsers in which somebody has signed in: guesses made elsewhere keep nobody waiting there.

Source:
    OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from landtrust.domain.account_names import normalised_name
from landtrust.queries.tokens import fingerprint
from landtrust.services.tokens import new_token
from landtrust.web.site import site

_LASTS = timedelta(days=365)
_LONG_ENOUGH = 16  # digits of a fingerprint in the name of a cookie


def known_browser(name: str) -> str | None:
    """The word of this browser, if somebody has signed in here with this name before."""
    signed = request.cookies.get(_cookie(name))
    if signed is None:
        return None
    try:
        word = _signer(name).loads(signed, max_age=int(_LASTS.total_seconds()))
    except BadSignature:
        return None
    return str(word)


def remember_browser(name: str) -> None:
    """Let this browser be known by whoever has just signed in here with this name."""
    signed = _signer(name).dumps(known_browser(name) or new_token())

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            _cookie(name),
            signed,
            max_age=_LASTS,
            secure=site().settings.is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _cookie(name: str) -> str:
    """A cookie for each name: people share browsers, and no name stands in a cookie."""
    prefix = "__Host-" if site().settings.is_https else ""
    return f"{prefix}landtrust-known-{fingerprint(normalised_name(name))[:_LONG_ENOUGH]}"


def _signer(name: str) -> URLSafeTimedSerializer:
    salt = f"a browser of {fingerprint(normalised_name(name))}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)
