"""JSON values read strictly: what no sender should write is found, and where it stands."""

import json
import math
import re
from dataclasses import dataclass

LONGEST_INTEGER = 100
_EXACT_IN_FLOAT = 15
_INT64_DIGITS = 18
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class WideInteger(int):
    """An integer that a 64-bit float may not hold exactly."""

    __slots__ = ()


class LongInteger(str):
    """An integer of more than 18 digits, kept as its digits."""

    __slots__ = ()


@dataclass(frozen=True)
class Flaw:
    """Stands in a decoded value where the text had something that is not to be accepted."""

    reason: str
    key: str | None = None


class StrictDecoder(json.JSONDecoder):
    """A JSON decoder that marks what Python's own would accept or guess.

    Attributes:
        flawed: True once a marker was put into a value; `find_flaw` then says where.
    """

    def __init__(self) -> None:
        """Make a decoder; one serves for a whole file."""
        super().__init__(
            object_pairs_hook=self._object,
            parse_int=self._integer,
            parse_float=self._float,
            parse_constant=self._constant,
        )
        self.flawed = False

    def _flaw(self, reason: str, key: str | None = None) -> Flaw:
        self.flawed = True
        return Flaw(reason, key)

    def _object(self, pairs: list[tuple[str, object]]) -> object:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        return self._flaw("is there twice", twice)

    def _integer(self, digits: str) -> object:
        if len(digits) <= _EXACT_IN_FLOAT:
            return int(digits)
        if len(digits) <= _INT64_DIGITS:
            return WideInteger(digits)
        if len(digits) <= LONGEST_INTEGER:
            return LongInteger(digits)
        return self._flaw(f"is an integer of {len(digits):,} digits")

    def _float(self, digits: str) -> object:
        number = float(digits)
        return number if math.isfinite(number) else self._flaw("is a number too big to hold")

    def _constant(self, word: str) -> object:
        return self._flaw(f"is {word}, which JSON does not have")


def find_flaw(value: object, where: str) -> tuple[str, str] | None:
    """Return the path and the reason of the first marker or lone surrogate, or None."""
    waiting: list[tuple[object, str]] = [(value, where)]
    while waiting:
        item, path = waiting.pop()
        if isinstance(item, Flaw):
            return (_member_path(path, item.key) if item.key is not None else path), item.reason
        if isinstance(item, str) and has_surrogate(item):
            return path, "holds half of a surrogate pair, which is no character"
        waiting.extend(reversed(_children(item, path)))
    return None


def has_surrogate(text: str) -> bool:
    r"""Say whether a text holds a code point that UTF-8 cannot write.

    >>> has_surrogate("Pe\u00f1a"), has_surrogate("\ud800")
    (False, True)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _children(item: object, path: str) -> list[tuple[object, str]]:
    if isinstance(item, dict):
        members = [(value, _member_path(path, name)) for name, value in item.items()]
        return [(name, _member_path(path, name)) for name in item] + members
    if isinstance(item, list):
        return [(value, f"{path}[{position}]") for position, value in enumerate(item)]
    return []


def _member_path(path: str, name: str) -> str:
    """Write a step down as `a.b`, or as `a["b c"]` where the name is not a plain word."""
    shown = name if len(name) <= LONGEST_INTEGER else name[:LONGEST_INTEGER] + "..."
    if not _NAME.match(shown):
        return f"{path}[{json.dumps(shown)}]"
    return f"{path}.{shown}" if path else shown
