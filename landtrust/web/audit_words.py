"""What an event of the audit log changed, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landtrust.phrases import Phrase
from landtrust.queries.audit import AuditRow
from landtrust.web.audit_codes import logged_words
from landtrust.web.languages import say

_ELSEWHERE = "changed"
_NOTHING = Phrase("nothing")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than before.

    Attributes:
        of: What it belongs to, such as “Right 12”; empty where the event is about one thing.
        field: What it is called.
        before: What was there; “nothing” where nothing was.
        after: What is there since; the same.
    """

    of: str
    field: str
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        """Whether nothing was there before."""
        return self.before == say(_NOTHING)


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
        return say(_NOTHING)
    if isinstance(value, bool):
        return say(Phrase("yes") if value else Phrase("no"))
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or say(_NOTHING)
    return str(value)
