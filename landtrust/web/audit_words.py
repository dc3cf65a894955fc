"""What an event of the audit log changed, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from landtrust.phrases import Phrase
from landtrust.queries.audit import AuditRow
from landtrust.web.audit_codes import logged_words
from landtrust.web.languages import in_english, say

_ELSEWHERE = "changed"
_NOTHING = Phrase("nothing")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than before.

    Attributes:
        of: What it belongs to, such as “Right 12”; empty where the event is about one thing.
        field: What it is called.
        before: What was there, as it is stored; a phrase of ours where it is no text.
        after: What is there since; the same.
    """

    of: str
    field: str
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        """Whether nothing was there before."""
        return self.before is _NOTHING


def changes(event: AuditRow) -> Iterator[Change]:
    """What an event changed; what is as it was is left out."""
    for of in dict.fromkeys((*event.before, *event.after)):
        former, since = _fields(event.before.get(of)), _fields(event.after.get(of))
        for field in dict.fromkeys((*former, *since)):
            old, new = _words(former.get(field)), _words(since.get(field))
            if old != new:
                yield Change(_of(of), logged_words(field), old, new)


def _fields(told: object) -> Mapping[str, Any]:
    if told is None:
        return {}
    return told if isinstance(told, Mapping) else {"value": told}


def _of(thing: str) -> str:
    return "" if thing == _ELSEWHERE else logged_words(thing)


def _words(value: object) -> str:
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, bool):
        return Phrase("yes") if value else Phrase("no")
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or _NOTHING
    return str(value)


def as_recorded(text: str) -> Markup:
    """What the log has: said where it is of ours, as it was written where it is not."""
    if isinstance(text, Phrase):
        return escape(say(text))
    own_language = in_english()
    return Markup("<span{}>{}</span>").format(own_language, text) if own_language else escape(text)
