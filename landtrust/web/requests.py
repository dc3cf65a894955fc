"""Query strings to what is asked of the queries, and back: the one filter grammar."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from landtrust.domain.extent import Bbox, parse_bbox
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.filters import (
    FURTHEST_M,
    HELD_ANSWERS,
    TAX_ANSWERS,
    VACANT_ANSWERS,
    Held,
    ParcelFilter,
    Place,
)
from landtrust.queries.parcels import Paging
from landtrust.sources.codes import MapClasses

MOST_ROWS = 500
"""A larger ``limit`` is taken for this one."""

LONGEST_TEXT = 200
_MOST_DOLLARS = 10**12
_MOST_ACRES = 10**8
_A_PLACE = Phrase("a longitude and a latitude with a comma between")
_WHOLE = re.compile(r"[1-9]\d*", re.ASCII)
_MOST_DIGITS = 18
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,20})?", re.ASCII)
_DOLLARS = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIPS = re.compile(r"\d{5}", re.ASCII)
_REGION = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)

# The names in addresses, and the field of the filter that each fills.
_FIELD_OF = {
    "min_value": "min_value_cents",
    "max_value": "max_value_cents",
}
_NAME_OF = {field: name for name, field in _FIELD_OF.items()}
FILTER_NAMES = tuple(_NAME_OF.get(field.name, field.name) for field in fields(ParcelFilter))
PAGING_NAMES = ("limit", "after", "before")


@dataclass(frozen=True, slots=True)
class FilterReader:
    """Reads filters; it knows the codes that one may ask for, and which day it is.

    Attributes:
        classes: The code lists.
        today: The day on which it is asked what is held.
    """

    classes: MapClasses
    today: date

    def read(self, parameters: Mapping[str, str]) -> ParcelFilter:
        """The filter that these parameters say; those of paging are left alone.

        Raises:
            InvalidInput: A value cannot be used; the message names the parameter.
        """
        values: dict[str, Any] = {
            _FIELD_OF.get(name, name): self._value(name, parameters[name])
            for name in FILTER_NAMES
            if name in parameters
        }
        wanted = ParcelFilter(**values)
        _require_sense(wanted)
        return wanted

    def _value(self, name: str, text: str) -> object:
        if name in ("owner_kind", "land_use"):
            return _codes(name, text, self.classes.codes(name))
        if name == "held":
            return Held(_held(name, text), self.today)
        return _READERS[name](name, text)


def parse_paging(parameters: Mapping[str, str], rows: int) -> Paging:
    """Which page is asked for.

    Args:
        parameters: Of the query string.
        rows: Rows of a page if nothing is said.

    Raises:
        InvalidInput: ``limit``, ``after`` or ``before`` is no whole number above zero, or both
            of the latter are there.
    """
    numbers = {
        name: parse_number(name, parameters[name]) for name in PAGING_NAMES if name in parameters
    }
    if "after" in numbers and "before" in numbers:
        raise InvalidInput("before: not together with after.", parameter="before")
    return Paging(
        limit=min(numbers.get("limit", rows), MOST_ROWS),
        after=numbers.get("after"),
        before=numbers.get("before"),
    )


def filter_to_query(wanted: ParcelFilter, **more: str | int) -> str:
    """The query string that says this filter, and more parameters after it.

    >>> filter_to_query(ParcelFilter(county=("28049",), min_value_cents=150_050))
    'county=28049&min_value=1500.50'
    """
    pairs = {name: text for name, text in form_values(wanted).items() if text}
    return urlencode({**pairs, **more}, safe=",:")


def form_values(wanted: ParcelFilter) -> dict[str, str]:
    """What each parameter of a filter says; empty where it asks for nothing."""
    return {
        _NAME_OF.get(field.name, field.name): _written(field.name, getattr(wanted, field.name))
        for field in fields(wanted)
    }


def _written(field: str, value: Any) -> str:  # noqa: ANN401 - each field has its own type
    if isinstance(value, Held):
        value = value.how  # the day is that on which it is asked
    if value is None:
        return ""
    if field in ("bbox", "near"):
        return ",".join(_plain(number) for number in value)
    if isinstance(value, tuple):
        return ",".join(value)
    if field.endswith("_cents"):
        whole, rest = divmod(value, 100)
        return f"{whole}.{rest:02}" if rest else str(whole)
    if isinstance(value, float):
        return _plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _require_sense(wanted: ParcelFilter) -> None:
    if (wanted.near is None) != (wanted.radius_m is None):
        lacking = "near" if wanted.near is None else "radius_m"
        msg = Phrase(
            "%(name)s: near (longitude,latitude) and radius_m (metres) go together.", name=lacking
        )
        raise InvalidInput(msg, parameter=lacking)
    ranges = (
        ("max_value", wanted.min_value_cents, wanted.max_value_cents),
        ("max_acres", wanted.min_acres, wanted.max_acres),
    )
    for name, least, most in ranges:
        if least is not None and most is not None and least > most:
            msg = Phrase("%(name)s: less than the least that is asked for.", name=name)
            raise InvalidInput(msg, parameter=name)


def _refuse(name: str, text: str, wanted: Phrase) -> InvalidInput:
    msg = Phrase(
        "%(name)s: “%(text)s” is not %(wanted)s.", name=name, text=text[:60], wanted=wanted
    )
    return InvalidInput(msg, parameter=name)


def _one_of(known: Iterable[str]) -> Phrase:
    return Phrase("one of %(known)s", known=", ".join(known))


def _listed(name: str, text: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if "" in parts:
        raise _refuse(name, text, Phrase("a list with commas between its values"))
    return parts


def _counties(name: str, text: str) -> tuple[str, ...]:
    for part in _listed(name, text):
        if not _FIPS.fullmatch(part):
            raise _refuse(name, part, Phrase("a county code of five digits, such as 28049"))
    return _listed(name, text)


def _codes(name: str, text: str, known: frozenset[str]) -> tuple[str, ...]:
    for part in _listed(name, text):
        if part not in known:
            raise _refuse(name, part, _one_of(sorted(known)))
    return _listed(name, text)


def parse_number(name: str, text: str) -> int:
    """A whole number above zero.

    Raises:
        InvalidInput: It is none; the message names the parameter.
    """
    if not _WHOLE.fullmatch(text):
        raise _refuse(name, text, Phrase("a whole number above zero"))
    if len(text) > _MOST_DIGITS:
        most = _MOST_DIGITS
        raise _refuse(name, text, Phrase("a number of at most %(most)s digits", most=most))
    return int(text)


def _region(name: str, text: str) -> str:
    if not _REGION.fullmatch(text):
        raise _refuse(name, text, Phrase("the key of a region, such as jackson-metro"))
    return text


def _bbox(name: str, text: str) -> Bbox:
    del name
    return parse_bbox(text)


def parse_place(name: str, text: str) -> Place:
    """A point on Earth, written as longitude, comma, latitude.

    Args:
        name: The parameter that says it.
        text: What it says.

    Raises:
        InvalidInput: It is none; the message names the parameter.
    """
    parts = text.split(",")
    try:
        # A rectangle of no size is a point: the same numbers are numbers here as there.
        lon, lat, _, _ = parse_bbox(",".join((parts[0], parts[1], parts[0], parts[1])))
    except (InvalidInput, IndexError) as problem:
        raise _refuse(name, text, _A_PLACE) from problem
    if len(parts) > 2 or abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004 - the size of the Earth
        raise _refuse(name, text, _A_PLACE)
    return Place(lon, lat)


def _radius(name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text) or not 0 < float(text) <= FURTHEST_M:
        most = f"{FURTHEST_M:,}"
        raise _refuse(name, text, Phrase("a distance of up to %(most)s metres", most=most))
    return float(text)


def _vacant(name: str, text: str) -> str:
    if text not in VACANT_ANSWERS:
        raise _refuse(name, text, _one_of(VACANT_ANSWERS))
    return text


def _held(name: str, text: str) -> Any:  # noqa: ANN401 - one of two literals
    if text not in HELD_ANSWERS:
        raise _refuse(name, text, _one_of(HELD_ANSWERS))
    return text


def _tax(name: str, text: str) -> str:
    if text not in TAX_ANSWERS:
        raise _refuse(name, text, _one_of(TAX_ANSWERS))
    return text


def _cents(name: str, text: str) -> int:
    if not _DOLLARS.fullmatch(text) or Decimal(text) > _MOST_DOLLARS:
        raise _refuse(name, text, Phrase("an amount of dollars, such as 12500 or 12500.50"))
    return int(Decimal(text) * 100)


def _acres(name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text) or float(text) > _MOST_ACRES:
        raise _refuse(name, text, Phrase("a number of acres, such as 0.25"))
    return float(text)


def parse_day(name: str, text: str) -> date:
    """A day of the calendar, written as 2026-11-23.

    Raises:
        InvalidInput: It is none; the message names the parameter.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # 30 February is refused like anything else that is no day
    raise _refuse(name, text, Phrase("a day, such as 2026-11-23"))


def _text(name: str, text: str) -> str:
    written = " ".join(text.split())
    if len(written) > LONGEST_TEXT:
        wanted = Phrase("shorter than %(most)s characters", most=LONGEST_TEXT)
        raise _refuse(name, text, wanted)
    return written


_READERS: dict[str, Callable[[str, str], object]] = {
    "county": _counties,
    "region": _region,
    "bbox": _bbox,
    "near": parse_place,
    "radius_m": _radius,
    "vacant": _vacant,
    "tax": _tax,
    "min_value": _cents,
    "max_value": _cents,
    "min_acres": _acres,
    "max_acres": _acres,
    "changed_since": parse_day,
    "text": _text,
}
