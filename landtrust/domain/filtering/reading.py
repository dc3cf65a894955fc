"""A filter in either of the two languages it may be written in."""

from landtrust.domain.filtering.json_reading import read_json
from landtrust.domain.filtering.text_reading import read_text
from landtrust.domain.filtering.tree import Expression
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

TEXT, JSON = "cql2-text", "cql2-json"
LANGUAGES = (TEXT, JSON)
LANGUAGE_PARAMETER = "filter-lang"


def read_filter(text: str, language: str = TEXT) -> Expression:
    """What a filter asks.

    Raises:
        InvalidInput: The language is not known, or the filter cannot be read.
    """
    if language not in LANGUAGES:
        raise InvalidInput(
            Phrase("filter-lang: “%(language)s” is not one of %(known)s.",
                   language=language[:40], known=", ".join(LANGUAGES)),
            parameter=LANGUAGE_PARAMETER,
        )  # fmt: skip
    return read_text(text) if language == TEXT else read_json(text)
