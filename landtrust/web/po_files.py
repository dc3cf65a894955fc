"""Catalogs of translated messages, as translators' programs write them.

Babel reads the same files in a fifth of a second, with all that translators want to know of a
message. A server that starts wants the texts alone.
"""

from collections.abc import Mapping
from pathlib import Path

import orjson
from babel.support import Translations

Forms = tuple[str, ...]
"""What a message is translated as: one text, or one for each way to count."""


class Spoken(Translations):
    """Translated messages where Babel and Flask look for them."""

    def __init__(self, messages: Mapping[str, Forms]) -> None:
        """Keep the messages; one that is counted is also known by its form for one thing."""
        super().__init__()
        for message, forms in messages.items():
            self._catalog[message] = forms[0]
            self._catalog.update({(message, number): form for number, form in enumerate(forms)})


def read_messages(path: Path) -> dict[str, Forms]:
    """The messages of a catalog, in English, each with what it is translated as.

    One that is not translated, or not in each way to count, is left out.
    """
    found = {}
    for entry in path.read_text("utf-8").split("\n\n"):
        texts = _texts(entry)
        message = texts.pop("msgid", "")
        texts.pop("msgid_plural", None)
        if message and all(texts.values()):
            found[message] = tuple(texts.values())
    return found


def _texts(entry: str) -> dict[str, str]:
    """The texts of an entry by their keywords; long ones are written in many lines."""
    texts: dict[str, str] = {}
    keyword = ""
    for line in entry.split("\n"):
        if not line or line.startswith("#"):
            continue
        before, _, quoted = line.partition('"')
        keyword = before.strip() or keyword
        # A quoted text of a catalog is one of JSON.
        texts[keyword] = texts.get(keyword, "") + orjson.loads(f'"{quoted}')
    return texts
