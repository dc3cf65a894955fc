"""The catalogs of translations: ``make catalogs`` brings them up to what pages say now.

A translation is kept as long as its message is said; one that is new is left for people to fill
in, and the tests fail until they have.
"""

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from landtrust.web.languages import LANGUAGES, SCRIPTS, Language
from tests.marked_texts import (
    PROJECT_ROOT,
    Marked,
    in_data,
    in_python,
    in_scripts,
    in_templates,
)

PAGES = "pages"
CODES = "codes"
TRANSLATED = tuple(one for one in LANGUAGES if one.prefix)
"""The languages that there are catalogs for: all but the one that everything is written in."""

_HEADER = """\
# Made by make catalogs from what pages say; translations are written in by hand.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""
# No place and no day: two branches that say new things shall not meet in lines that nobody wrote.

Said = dict[str, str | None]
"""Messages, each with its form for more than one; None where it is never counted."""


def said() -> tuple[dict[str, Said], list[str]]:
    """What each catalog has to translate, and the places where nobody can tell what is said."""
    pages, scripts, data = map(list, (chain(in_templates(), in_python()), in_scripts(), in_data()))
    messages = {PAGES: _messages(pages), SCRIPTS: _messages(scripts), CODES: _messages(data)}
    # Browsers are sent what scripts say; to the server it is one where a message stands.
    for message in messages[PAGES]:
        messages[CODES].pop(message, None)
    unknown = [one.place for one in (*pages, *scripts, *data) if one.text is None]
    return messages, unknown


def _messages(marked: Iterable[Marked]) -> Said:
    messages: Said = {}
    for one in marked:
        if one.text:
            messages[one.text] = messages.get(one.text) or one.plural
    return messages


def catalog_file(language: Language, name: str) -> Path:
    """Where a catalog lies."""
    return PROJECT_ROOT / "data" / "languages" / language.code / f"{name}.po"


def read_catalog(language: Language, name: str) -> Catalog:
    """A catalog as it is; an empty one where there is none yet."""
    path = catalog_file(language, name)
    # Of no locale: what is one, and what is more, is all that we tell apart. Newer tables count
    # whole millions in Spanish as a third kind.
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def catalog_texts(language: Language, messages: dict[str, Said]) -> Iterator[tuple[Path, str]]:
    """Each catalog as it should be, with the translations that there are."""
    catalogs = {name: read_catalog(language, name) for name in messages}
    elsewhere = {one.id: one for catalog in catalogs.values() for one in catalog if one.string}
    for name, wanted in messages.items():
        updated = Catalog()
        for message, plural in wanted.items():
            id_ = (message, plural) if plural else message
            known = catalogs[name].get(message)
            _add(updated, id_, known if known and known.id == id_ else elsewhere.get(id_))
        yield catalog_file(language, name), _text(updated, language)


def _add(catalog: Catalog, id_: str | tuple[str, str], known: Message | None) -> None:
    if known is None:
        added = catalog.add(id_)
    else:
        added = catalog.add(id_, known.string, flags=known.flags, user_comments=known.user_comments)
    if "%(" not in str(id_):
        # Babel takes the sign of a percentage for a place that wants a value.
        added.flags.discard("python-format")


def _text(catalog: Catalog, language: Language) -> str:
    entries = io.BytesIO()
    write_po(entries, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    header = _HEADER.format(language=language.code, plural_forms=catalog.plural_forms)
    return header + entries.getvalue().decode()


def main() -> None:
    """Write every catalog of every language anew."""
    messages, unknown = said()
    for language in TRANSLATED:
        for path, text in catalog_texts(language, messages):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if unknown:
        raise SystemExit(
            "\n  ".join(["Texts that are not written out where they are marked:", *unknown])
        )


if __name__ == "__main__":
    main()
