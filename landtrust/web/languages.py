"""The languages of the site: which one an address asks for, and how things are said in it.

A page in Spanish has the address of the English one after ``/es``: it can be linked, kept and
found, and nobody's language is remembered.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
from babel.dates import format_date
from babel.support import NullTranslations
from flask import Flask, Response, abort, has_request_context, request, url_for
from flask_babel import Babel, Domain
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

from landtrust.assets import data_folder
from landtrust.phrases import Phrase
from landtrust.web.po_files import Forms, Spoken, read_messages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCRIPTS = "scripts"
"""The catalog of what scripts say; browsers are sent it alone."""

_OF_PATHS = "/:@!$&'()*+,;=~-._"
"""What stands in a path as it is (RFC 3986, 3.3)."""

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


class _Catalogs(Domain):  # type: ignore[misc]
    """Flask-Babel's source of translations: our catalogs, in the language of the request."""

    def get_translations(self) -> NullTranslations:
        return translations(language().code)

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        return _counted(singular, plural, num, variables)


class _LanguageOfAddress:
    """Takes the prefix of a language off the address, for links to begin with it again."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        mounted_at = environ[_MOUNTED_AT] = environ.get("SCRIPT_NAME", "")
        environ[_LANGUAGE] = spoken = _asked_for(path)
        environ["SCRIPT_NAME"] = mounted_at + spoken.prefix
        # What has the prefix alone is the first page: to lead there would name a host.
        environ["PATH_INFO"] = path.removeprefix(spoken.prefix) or ("/" if spoken.prefix else "")
        return self._app(environ, start)


def _asked_for(path: str) -> Language:
    for one in LANGUAGES:
        if one.prefix and (path == one.prefix or path.startswith(f"{one.prefix}/")):
            return one
    return ENGLISH


def speak(app: Flask) -> None:
    """Let this app answer in each language, and offer templates what they need for it."""
    babel = Babel(app, default_locale=ENGLISH.locale, locale_selector=lambda: language().locale)
    babel.domain_instance = _Catalogs()
    app.wsgi_app = _LanguageOfAddress(app.wsgi_app)  # type: ignore[assignment, method-assign]
    filters = {"say": say, "without_language": without_language}
    app.jinja_env.filters.update(for_each_page(filters))
    # How a template is broken into lines is no part of what it says.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        language=language,
        in_english=in_english,
        in_other_languages=in_other_languages,
        script_words=script_words_address,
        gettext=_gettext_of_templates,
        _=_gettext_of_templates,
        ngettext=_ngettext_of_templates,
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


def gettext(text: str, /, **values: object) -> str:
    """A text of ours in the language of the page, with these values in it.

    Flask-Babel's own asks on each call for its domain, and that for the request: a page of fifty
    lots says some two hundred things.
    """
    said = translations(language().code).ugettext(text)
    return str(said % values if values else said)


def say(text: str) -> str:
    """A text of ours in the language of the page; one that no catalog has stays as it is."""
    if not isinstance(text, Phrase):
        return gettext(text) if text else ""
    values = {name: _said(value) for name, value in text.values.items()}
    if text.plural is not None:
        return _counted(text.pattern, text.plural, values.pop("num"), values)
    return gettext(text.pattern, **values)


def _counted(one: str, many: str, num: Any, values: Mapping[str, object]) -> str:  # noqa: ANN401 - as it lies in a phrase
    """What is counted, with its number as people write it."""
    pattern = translations(language().code).ungettext(one, many, num)
    return str(pattern % {"num": f"{num:,}", **values})


def for_each_page(filters: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """Filters that are asked for each page anew.

    Jinja asks any other filter of a constant once, while it reads the template: whoever came
    first would choose the language for all.
    """
    return {name: _asked_anew(one) for name, one in filters.items()}


def _asked_anew(one: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    @wraps(one)
    def asked(_: Context, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the filter has it
        return one(*given, **named)

    return asked


@pass_eval_context
def _gettext_of_templates(made: EvalContext, text: str, /, **values: object) -> str:
    """What templates say: always a pattern; of the values only markup stays markup."""
    catalog = translations(language().code)
    if not values:
        return _constant(catalog, text, is_markup=made.autoescape)
    return _filled(made, catalog.ugettext(text), values)


@lru_cache(maxsize=8192)
def _constant(catalog: NullTranslations, text: str, *, is_markup: bool) -> str:
    """A text of a template without values: each page says some eighty of them."""
    said = catalog.ugettext(text) % {}
    return Markup(said) if is_markup else said  # noqa: S704 - ours, from a catalog


@pass_eval_context
def _ngettext_of_templates(
    made: EvalContext, one: str, many: str, num: int, /, **values: object
) -> str:
    """What templates count with: large numbers as people write them."""
    said = translations(language().code).ungettext(one, many, num)
    return _filled(made, said, {"num": f"{num:,}", **values})


def _filled(made: EvalContext, said: str, values: Mapping[str, object]) -> str:
    pattern = Markup(said) if made.autoescape else said  # noqa: S704 - ours, from a catalog
    return pattern % values


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


def in_english() -> Markup:
    """The attribute of an element whose text was written in English and is not translated."""
    return Markup("") if language() == ENGLISH else Markup(' lang="en"')


def without_language(address: str) -> str:
    """The address of something that has no words, such as a picture: the same in each language."""
    if not has_request_context():
        return address
    return mounted_at() + address.removeprefix(request.script_root)


def mounted_at() -> str:
    """What all addresses of this site begin with, before that of a language."""
    address: str = request.environ.get(_MOUNTED_AT, "")
    return address


def own_address() -> str:
    r"""The path and the query of the page that is being made, with its language.

    Quoted again, and with one stroke in front: to a browser, ``/\evil.example`` is another site.
    """
    path = "/" + quote(request.path, safe=_OF_PATHS).lstrip("/")
    query = request.query_string.decode("ascii", "replace")
    return request.script_root + path + (f"?{query}" if query else "")


def in_other_languages() -> list[tuple[Language, str]]:
    """Each other language, and the address of this page in it."""
    below = own_address().removeprefix(request.script_root)
    here = language()
    return [(one, mounted_at() + one.prefix + below) for one in LANGUAGES if one != here]


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
    messages: dict[str, Forms] = {}
    for path in catalogs:
        messages |= read_messages(path)
    return Spoken(messages)


@lru_cache
def _script_words(code: str) -> bytes:
    """A script that hands other scripts their words; of what is counted, for one and for more."""
    path = data_folder() / "languages" / code / f"{SCRIPTS}.po"
    messages = read_messages(path) if path.exists() else {}
    words = {message: said[0] if len(said) == 1 else said for message, said in messages.items()}
    return b"window.landtrustWords = " + orjson.dumps(words, option=orjson.OPT_SORT_KEYS) + b";\n"
