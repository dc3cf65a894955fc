"""The languages of the site: which one an address asks for, and how things are said in it.

A page in Spanish has the address of the English one after ``/es``: it can be linked, kept and
found, and nobody's language is remembered.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, abort, has_request_context, request, url_for
from flask_babel import Babel, Domain, gettext, ngettext

from landtrust.assets import data_folder
from landtrust.phrases import Phrase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCRIPTS = "scripts"
"""The catalog of what scripts say; browsers are sent it alone."""

_LANGUAGE = "landtrust.language"
_MOUNTED_AT = "landtrust.mounted_at"
WORDS = "script_words"
"""The endpoint of what scripts say."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the site speaks.

    Attributes:
        code: As pages declare it (BCP 47).
        locale: Whose dates it has; numbers are written alike in all of them.
        name: What it calls itself.
        prefix: What addresses of its pages begin with.
    """

    code: str
    locale: str
    name: str
    prefix: str


ENGLISH = Language("en", "en_US", "English", "")
SPANISH = Language("es", "es_US", "Español", "/es")
LANGUAGES = (ENGLISH, SPANISH)


class _Spoken(Domain):  # type: ignore[misc]
    """Flask-Babel's source of translations: our catalogs, in the language of the request."""

    def get_translations(self) -> NullTranslations:
        return translations(language().code)


class _LanguageOfAddress:
    """Takes the prefix of a language off the address, for links to begin with it again."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        mounted_at = environ[_MOUNTED_AT] = environ.get("SCRIPT_NAME", "")
        environ[_LANGUAGE] = spoken = _asked_for(path)
        environ["SCRIPT_NAME"] = mounted_at + spoken.prefix
        environ["PATH_INFO"] = path.removeprefix(spoken.prefix)
        return self._app(environ, start)


def _asked_for(path: str) -> Language:
    for one in LANGUAGES:
        if one.prefix and (path == one.prefix or path.startswith(f"{one.prefix}/")):
            return one
    return ENGLISH


def speak(app: Flask) -> None:
    """Let this app answer in each language, and offer templates what they need for it."""
    babel = Babel(app, default_locale=ENGLISH.locale, locale_selector=lambda: language().locale)
    babel.domain_instance = _Spoken()
    app.wsgi_app = _LanguageOfAddress(app.wsgi_app)  # type: ignore[assignment, method-assign]
    app.jinja_env.filters.update(say=say, without_language=without_language)
    app.jinja_env.globals.update(
        language=language, in_other_languages=in_other_languages, script_words=script_words_address
    )

    @app.get("/words/<code>.js", endpoint=WORDS)
    def script_words(code: str) -> Response:
        """What scripts say, in a language that is not English."""
        if code not in {one.code for one in LANGUAGES if one.prefix}:
            abort(404)
        return Response(_script_words(code), content_type="text/javascript; charset=utf-8")


def language() -> Language:
    """The language of the page that is being made; English outside of a request."""
    if not has_request_context():
        return ENGLISH
    spoken: Language = request.environ.get(_LANGUAGE, ENGLISH)
    return spoken


def say(text: str) -> str:
    """A text of ours in the language of the page; one that no catalog has stays as it is."""
    if not isinstance(text, Phrase):
        return str(gettext(text)) if text else ""
    values = {name: _said(value) for name, value in text.values.items()}
    if text.plural is not None:
        return str(ngettext(text.pattern, text.plural, **{**values, "num": text.values["num"]}))
    return str(gettext(text.pattern, **values))


def _said(value: object) -> object:
    if isinstance(value, Phrase):
        return say(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return spoken_day(value)
    return value


def spoken_day(day: date) -> str:
    """A day in the words of the language of the page.

    >>> spoken_day(date(2026, 11, 23))
    'November 23, 2026'
    """
    return _day_in(day, language().locale)


@lru_cache(maxsize=4096)
def _day_in(day: date, locale: str) -> str:
    # A list has the same few days on each of its rows.
    return format_date(day, "long", locale)


def without_language(address: str) -> str:
    """The address of something that has no words, such as a picture: the same in each language."""
    if not has_request_context():
        return address
    mounted_at: str = request.environ.get(_MOUNTED_AT, "")
    return mounted_at + address.removeprefix(request.script_root)


def own_address() -> str:
    """The path and the query of the page that is being made, with its language."""
    return request.script_root + request.full_path.removesuffix("?")


def in_other_languages() -> list[tuple[Language, str]]:
    """Each other language, and the address of this page in it."""
    below = own_address().removeprefix(request.script_root)
    mounted_at = request.environ.get(_MOUNTED_AT, "")
    here = language()
    return [(one, mounted_at + one.prefix + below) for one in LANGUAGES if one != here]


def script_words_address(spoken: Language | None = None) -> str | None:
    """The address of what scripts say in a language; None where it is English.

    Args:
        spoken: The language; None is that of the page.
    """
    spoken = spoken or language()
    if spoken == ENGLISH:
        return None
    fingerprint = hashlib.sha256(_script_words(spoken.code)).hexdigest()[:12]
    return without_language(url_for(WORDS, code=spoken.code, v=fingerprint))


@lru_cache
def translations(code: str) -> NullTranslations:
    """Everything that the catalogs of a language say; nothing for English, which is said as is."""
    catalogs = sorted((data_folder() / "languages" / code).glob("*.po"))
    if not catalogs:
        return NullTranslations()
    whole = Translations(io.BytesIO(_compiled(catalogs[0])))
    for path in catalogs[1:]:
        whole.add(Translations(io.BytesIO(_compiled(path))), merge=True)
    return whole


def _compiled(catalog: Path) -> bytes:
    compiled = io.BytesIO()
    write_mo(compiled, _read(catalog))
    return compiled.getvalue()


def _read(catalog: Path) -> Catalog:
    with catalog.open("rb") as file:
        return read_po(file)


@lru_cache
def _script_words(code: str) -> bytes:
    """A script that hands other scripts their words; of what is counted, for one and for more."""
    path = data_folder() / "languages" / code / f"{SCRIPTS}.po"
    messages = _read(path) if path.exists() else Catalog()
    words = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in messages
        if message.id
    }
    return b"window.landtrustWords = " + orjson.dumps(words, option=orjson.OPT_SORT_KEYS) + b";\n"
