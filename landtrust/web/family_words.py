"""What the page of a family says of each line of its tree."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce

from landtrust.domain.shares import WHOLE, format_share
from landtrust.phrases import Phrase
from landtrust.queries.families import Branch
from landtrust.web.languages import say


def tree_person(one: Branch) -> str:
    """Who it is, and when they died."""
    if not one.is_dead:
        return one.name
    if one.died_on is None:
        return say(Phrase("%(name)s, died on a day that nobody knows", name=one.name))
    return say(Phrase("%(name)s, died %(day)s", name=one.name, day=one.died_on))


def tree_share(one: Branch) -> str:
    """What they took of the share above, and what of the whole that is."""
    return "; ".join(map(say, _of_share(one)))


def _of_share(one: Branch) -> Iterator[Phrase]:
    if one.part is not None:
        yield _took(one.part)
    yield _held(one.share) if one.is_dead else _holds(one.share)
    if one.is_told_above:
        yield Phrase("the heirs stand further up")


def _took(part: Fraction) -> Phrase:
    if part == WHOLE:
        return Phrase("took all of that")
    return Phrase("took %(part)s of that", part=format_share(part))


def _held(share: Fraction) -> Phrase:
    if share == WHOLE:
        return Phrase("held the whole")
    return Phrase("held %(share)s of the whole", share=format_share(share))


def _holds(share: Fraction) -> Phrase:
    if share == WHOLE:
        return Phrase("holds the whole")
    return Phrase("holds %(share)s of the whole", share=format_share(share))


def ways_words(lines: Iterable[str]) -> str:
    """The ways by which a share came to somebody, in one sentence.

    >>> ways_words(["1/2 as a first holder", "all of Ruth's 1/4"])
    "1/2 as a first holder, and all of Ruth's 1/4"
    """
    return reduce(_and_then, map(say, lines))


def _and_then(first: str, other: str) -> str:
    return say(Phrase("%(first)s, and %(other)s", first=first, other=other))


FILTERS = {"tree_person": tree_person, "tree_share": tree_share, "ways_words": ways_words}
"""What templates call these words."""
