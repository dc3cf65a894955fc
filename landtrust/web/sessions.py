"""Who is signed in: a word in a signed cookie, and its fingerprint in the database.

Nothing is looked up, and no cookie is set, until a page asks who its reader is. What the public
reads stays the same for everybody; what was made for somebody is kept by nobody.
"""

import logging
from dataclasses import dataclass

from flask import Flask, Response, g, session
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy.exc import OperationalError

from landtrust.database import writing_a_little
from landtrust.queries.accounts import SignedIn, signed_in
from landtrust.services.sign_ins import is_due, keep_signed_in
from landtrust.settings import Settings
from landtrust.web.forms import has_form
from landtrust.web.secret_key import site_key
from landtrust.web.site import allowed, now, reader, site

_COOKIE = "landtrust"
_LOADED = "_login_user"  # where Flask-Login keeps whom it found

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whoever asks, as Flask-Login wants to be told.

    Attributes:
        token: The word in the cookie.
        reader: None is the public.
    """

    token: str | None = None
    reader: SignedIn | None = None

    @property
    def is_authenticated(self) -> bool:
        """Whether this is a person that we know."""
        return self.reader is not None

    @property
    def is_active(self) -> bool:
        """Whether the account is open; a closed one is never found."""
        return self.is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Whether this is the public."""
        return not self.is_authenticated

    def get_id(self) -> str | None:
        """What the cookie keeps."""
        return self.token


class _NoRemembering(LoginManager):  # type: ignore[misc]
    """Flask-Login without its second cookie, which looks into the session at every answer."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def keep_sessions(app: Flask, settings: Settings) -> None:
    """Let this app know who is signed in.

    Raises:
        ConfigurationError: The site has no key that can be kept.
    """
    app.config.update(
        SECRET_KEY=site_key(settings),
        # A name that browsers take over HTTPS only, and from no other host of the domain.
        SESSION_COOKIE_NAME=f"__Host-{_COOKIE}" if settings.is_https else _COOKIE,
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    people = _NoRemembering()
    people.init_app(app, add_context_processor=False)
    people.anonymous_user = Somebody
    # People walk from one network into the next: their address says nothing of who they are.
    people.session_protection = None
    people.user_loader(_found)
    app.jinja_env.globals.update(reader=reader, allowed=allowed)
    app.after_request(_keep_to_reader)


def begin_session(token: str) -> None:
    """Let this browser be signed in; nothing of what it had before stays."""
    session.clear()
    login_user(Somebody(token, signed_in_with(token)))


def end_session() -> None:
    """Let this browser forget who was signed in."""
    logout_user()
    session.clear()


def take_for_public() -> None:
    """Ask no further who the reader is: the database that knows does not answer."""
    setattr(g, _LOADED, Somebody())


def signed_in_with(token: str) -> SignedIn | None:
    """Who signed in with this word, as the database itself says."""
    with site().writing_engine.connect() as connection:
        return signed_in(connection, token, now())


def _found(token: str) -> Somebody | None:
    known = signed_in_with(token)
    if known is None:
        return None
    if is_due(known, now()):
        _note_use(known)
    return Somebody(token, known)


def _note_use(known: SignedIn) -> None:
    try:
        with writing_a_little(site().writing_engine, waits=False) as connection:
            keep_signed_in(connection, known, now())
    except OperationalError:
        # A load writes just now, perhaps for minutes: no page waits for this.
        _log.info("the use of a sign-in was not written down")


def is_for_one_reader() -> bool:
    """Whether the page that is being made is not for everybody who may ask for it."""
    loaded = g.get(_LOADED)
    return loaded is not None and (loaded.is_authenticated or has_form())


def _keep_to_reader(response: Response) -> Response:
    """Let nobody between us and a person keep what only that person may see."""
    if is_for_one_reader():
        if not response.cache_control.private:
            response.headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
    return response
