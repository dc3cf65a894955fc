"""Where land lies, without the people whom a roll names there: everybody may read it."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

CARE_OF = (
    r"(?i)(?:%|\x{2105}|\bC ?[/\\] ?O|\bC-O\b|\bC O (?:[A-Z]{3})|\bATTN|\bATTENTION|\bCARE OF"
    r"|\b(?:HEIRS|ESTATE|EST) OF\b)"
)
"""Where an address begins to say who gets the mail; of the RE2 dialect."""

_CARE_OF = re.compile(CARE_OF.removeprefix("(?i)").replace(r"\x{2105}", "\u2105"), re.IGNORECASE)
EDGES = " ,;:-&/({[<"
"""What is left hanging where an address was cut."""

_WORD = re.compile(r"[^\W\d_][^\W\d_'\u2019.-]*[^\W\d_]\.?")
_BETWEEN = re.compile(r"\s+|(?<=[^\W\d_])[,/_-]+|[,/_-]+(?=[^\W\d_])")
_FEWEST_OF_A_NAME = 2


@dataclass(frozen=True, slots=True)
class AddressWords:
    """The words that tell an address from a name, in capitals.

    Attributes:
        streets: Suffixes such as ``ST``: the words before one are a street's name.
        others: Units, directions, and what else stands in addresses and in no name.
        given_names: What people are called.
    """

    streets: frozenset[str]
    others: frozenset[str]
    given_names: frozenset[str]


def without_names(address: str, words: AddressWords, owners: AbstractSet[str]) -> str:
    """The address without a care-of and without names of people; empty if nothing is left.

    Words that are no street's name are somebody's name if they stand in the owner's lines, or if
    they are two or more and one is a given name or stands there. Initials beside a name go with
    it. Streets that are named for people stay.

    Args:
        address: Clean text.
        words: What tells an address from a name.
        owners: Words of the owner's lines where these are private, in capitals.

    >>> words = AddressWords(frozenset({"ST"}), frozenset({"APT"}), frozenset({"JANE"}))
    >>> without_names("12 MAIN ST C/O DOE JANE", words, frozenset())
    '12 MAIN ST'
    >>> without_names("DOE JANE 12 MAIN ST APT 3", words, frozenset())
    '12 MAIN ST APT 3'
    >>> without_names("12 JANE DOE ST", words, frozenset())
    '12 JANE DOE ST'
    >>> without_names("12 MAIN ST-DOE J", words, frozenset({"DOE", "JANE"}))
    '12 MAIN ST'
    """
    mark = _CARE_OF.search(address)
    kept = address[: mark.start()] if mark else address
    tokens = [token for token in _BETWEEN.split(kept) if token]
    left = _without_people(tokens, words, owners)
    if mark is None and left == tokens:
        return address
    text = " ".join(left).strip(EDGES)
    return text if any(len(token) > 1 for token in text.split()) else ""


def _without_people(tokens: list[str], words: AddressWords, owners: AbstractSet[str]) -> list[str]:
    """The tokens but for runs of words that are people's names."""
    runs = [list(run) for _, run in groupby(tokens, key=lambda token: _is_strange(token, words))]
    left: list[str] = []
    for place, run in enumerate(runs):
        rest = runs[place + 1] if place + 1 < len(runs) else []
        following = _plain(rest[0]) if rest else ""
        if following in words.streets or not _is_name(run, words, owners):
            left += run
        elif left and _ends_in_number(left) and not following and not _are_owners(run, owners):
            left += run  # 12 MARTIN LUTHER KING: a street without its suffix
        else:
            _drop_initial(left, -1)
            _drop_initial(rest, 0)
    return left


def _drop_initial(tokens: list[str], place: int) -> None:
    if tokens and len(_plain(tokens[place])) == 1 and tokens[place][:1].isalpha():
        del tokens[place]


def _is_name(run: list[str], words: AddressWords, owners: AbstractSet[str]) -> bool:
    plain = {_plain(token) for token in run}
    if not run or not _is_strange(run[0], words):
        return False
    if len(run) < _FEWEST_OF_A_NAME:
        return not plain.isdisjoint(owners)
    return not plain.isdisjoint(words.given_names) or not plain.isdisjoint(owners)


def _are_owners(run: list[str], owners: AbstractSet[str]) -> bool:
    return {_plain(token) for token in run} <= owners


def _is_strange(token: str, words: AddressWords) -> bool:
    """Whether a token is a word of letters that is not known from addresses."""
    plain = _plain(token)
    return bool(_WORD.fullmatch(plain)) and plain not in words.streets | words.others


def _ends_in_number(tokens: list[str]) -> bool:
    return tokens[0][:1].isdigit() and len(tokens) == 1


def _plain(token: str) -> str:
    return token.upper().strip(",.;:()&")
