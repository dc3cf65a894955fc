"""Shares in a right, as exact fractions.

Source:
    ISO 19152-1:2024, data type Fraction and the attribute ``share`` of LA_RRR and LA_PartyMember
    (clauses 6.2.2, 6.4.2 and 6.3.3 of the 2012 edition); a group's shares add up to 1.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate, islice
from math import lcm
from typing import NamedTuple

from landtrust.errors import InvalidInput, RuleBroken
from landtrust.phrases import Phrase

WHOLE = Fraction(1)
"""All of a right."""

LARGEST_PART = 10**18 - 1
"""The largest numerator or denominator that is stored: a BigInteger column holds it."""

MOST_HOLDERS = 200
"""The most parties that share a right or a group."""

_LARGEST_COMMON = 10**36
_LARGEST_PRINTED = 10**40
_TOO_FINE = Phrase("a share that is divided too finely")

_FRACTION = re.compile(r"(\d{1,18}) ?/ ?(\d{1,18})", re.ASCII)
_DECIMAL = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,6})?|\.\d{1,6}) ?%|1(?:\.0{1,6})?|0?\.\d{1,6}", re.ASCII
)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A share in a right, and when it is held.

    Attributes:
        valid_from: The first day.
        valid_to: The day on which it is held no longer; None while it goes on.
        share: Above zero, at most the whole.
    """

    valid_from: date
    valid_to: date | None
    share: Fraction

    def __post_init__(self) -> None:
        """Refuse what ends before it begins, or is no share.

        Raises:
            InvalidInput: It ends on its first day or before, or the share is out of range.
        """
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            msg = Phrase(
                "A share that begins on %(valid_from)s cannot end on %(valid_to)s.",
                valid_from=self.valid_from,
                valid_to=self.valid_to,
            )
            raise InvalidInput(msg, field="valid_to")
        require_share(self.share)


class Gap(NamedTuple):
    """A day from which the shares held are not the whole, and what they add up to instead."""

    on: date
    total: Fraction


def parse_share(text: str) -> Fraction:
    """A share as people write it: ``1/3``, ``33.5%``, ``0.25`` or ``1``; reduced.

    Raises:
        InvalidInput: It is no number in one of these forms (decimals to six places), not above
            zero, or more than the whole.

    Source:
        ISO 19152-1:2024, Fraction: a numerator and a denominator, the first no larger.

    >>> parse_share("2/4")
    Fraction(1, 2)
    >>> parse_share("33.5%")
    Fraction(67, 200)
    """
    written = " ".join(text.split()) if len(text) <= _HUNDRED else ""
    if parts := _FRACTION.fullmatch(written):
        numerator, denominator = int(parts[1]), int(parts[2])
        if not denominator:
            raise InvalidInput("A share cannot have 0 below the line.", field="share")
        return require_share(Fraction(numerator, denominator))
    if not _DECIMAL.fullmatch(written):
        msg = Phrase("“%(text)s” is not a share; write it as 1/3 or as 33.5%%.", text=text[:40])
        raise InvalidInput(msg, field="share")
    number = Fraction(written.removesuffix("%").rstrip())
    return require_share(number / _HUNDRED if written.endswith("%") else number)


def format_share(share: Fraction) -> str:
    """The share as a fraction; the whole as ``1``. ``parse_share`` reads it again.

    One that nobody could read is only said to be such.

    >>> format_share(Fraction(2, 6)), format_share(Fraction(1, 10**40))
    ('1/3', 'a share that is divided too finely')
    """
    # Python refuses to print numbers of more than some thousand digits.
    is_readable = max(abs(share.numerator), share.denominator) < _LARGEST_PRINTED
    return str(share) if is_readable else _TOO_FINE


def require_share(share: Fraction) -> Fraction:
    """The share itself, if it can be one.

    Raises:
        InvalidInput: It is not above zero, or more than the whole.
    """
    if not 0 < share <= WHOLE:
        msg = Phrase(
            "A share is more than 0 and at most 1, not %(share)s.", share=format_share(share)
        )
        raise InvalidInput(msg, field="share")
    return share


def require_storable(share: Fraction) -> Fraction:
    """The share itself, if it fits the columns that hold it. It is never rounded to fit.

    Raises:
        RuleBroken: Its numerator or denominator is larger than ``LARGEST_PART``.
    """
    if max(share.numerator, share.denominator) > LARGEST_PART:
        raise RuleBroken("This share is divided too finely to be recorded.", field="share")
    return share


def total_of(shares: Iterable[Fraction]) -> Fraction:
    """What shares add up to.

    Raises:
        RuleBroken: They are too many, or have no common denominator that anybody could reckon
            with. Whatever their order, it is the same.

    >>> total_of([Fraction(1, 2), Fraction(1, 3)])
    Fraction(5, 6)
    """
    listed = list(islice(shares, MOST_HOLDERS + 1))
    if len(listed) > MOST_HOLDERS:
        msg = Phrase(
            "At most %(most)s parties share a right or a group; record a group of them.",
            most=MOST_HOLDERS,
        )
        raise RuleBroken(msg, field="shares")
    common = 1
    for share in listed:
        common = lcm(common, share.denominator)
        if common > _LARGEST_COMMON:
            msg = Phrase("These shares are divided too finely to be added up.")
            raise RuleBroken(msg, field="shares")
    return sum(listed, Fraction(0))


def require_whole(shares: Iterable[Fraction]) -> None:
    """Refuse shares that are not together the whole.

    Raises:
        RuleBroken: They are not; it says what is missing or too much, as ``off_by`` (below zero
            where some is missing). Or they cannot be added up, as ``total_of`` says.

    Source:
        ISO 19152-1:2024, the invariant on LA_RRR and LA_GroupParty that shares add up to 1.

    >>> require_whole([Fraction(1, 2), Fraction(1, 3)])
    Traceback (most recent call last):
    landtrust.errors.RuleBroken: The shares add up to 5/6; 1/6 is missing.
    """
    total = total_of(shares)
    off_by = total - WHOLE
    if not off_by:
        return
    told = {"total": format_share(total), "part": format_share(abs(off_by))}
    if off_by < 0:
        msg = Phrase("The shares add up to %(total)s; %(part)s is missing.", **told)
    else:
        msg = Phrase("The shares add up to %(total)s; that is %(part)s too much.", **told)
    raise RuleBroken(msg, field="shares", total=total, off_by=off_by)


def first_gap(held: Iterable[HeldShare]) -> Gap | None:
    """The first day on which the shares held are neither nothing nor exactly the whole.

    None if there is no such day: at each instant the right is wholly held, or not at all.

    >>> first_gap([HeldShare(date(2001, 1, 1), date(2005, 1, 1), Fraction(1)),
    ...            HeldShare(date(2005, 1, 1), None, Fraction(1, 2))])
    Gap(on=datetime.date(2005, 1, 1), total=Fraction(1, 2))
    """
    changes: defaultdict[date, Fraction] = defaultdict(Fraction)
    for one in held:
        changes[one.valid_from] += one.share
        if one.valid_to is not None:
            changes[one.valid_to] -= one.share
    days = sorted(changes)
    totals = accumulate(changes[day] for day in days)
    gaps = (
        Gap(day, total) for day, total in zip(days, totals, strict=True) if total not in (0, WHOLE)
    )
    return next(gaps, None)
