"""Properties as parameters: what features must say under a name.

A value is asked to be the same, and no feature has a code that nobody knows: nothing is found then.
What the site's own lists take under the same name means here what it means there.

Source:
    OGC 17-069r4, section 7.15.5; OGC 19-079r2, clause 6.3 (queryables as parameters).
"""

import re
from collections.abc import Iterator, Mapping

from landtrust.domain.filtering.instants import parse_instant
from landtrust.domain.filtering.literals import number_literal, text_literal
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Literal,
    Operation,
    Property,
    compared,
    either,
)
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.web.ogc.collections import Collection

LISTED = {"county": "county_fips", "owner_kind": "owner_kind", "land_use": "land_use"}
"""Of parcels: names under which the site's lists take several codes, and the property of each."""

_NOT_STATED = "unknown"
_CODED_ONLY = {"county": re.compile(r"[\d, ]+", re.ASCII)}
"""What is a list of codes; all else is the value of the property of that name."""

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
"""GDAL has numbers for them, and the site's lists have words."""


def query_names(collection: Collection) -> tuple[str, ...]:
    """The properties that are parameters."""
    return tuple(one.name for one in collection.qualities.values() if one.is_sorted_by)


def text_names(collection: Collection) -> frozenset[str]:
    """Those of them that are texts, which may be asked to be empty."""
    return frozenset(
        name
        for name in query_names(collection)
        if collection.qualities[name].type is ValueType.TEXT
    )


def of_values(collection: Collection, given: Mapping[str, str]) -> Iterator[Expression]:
    """The conditions that these parameters are.

    Raises:
        InvalidInput: One is no value of its kind; the message names it.
    """
    for name in query_names(collection):
        if name in given:
            yield _asked(collection.qualities[name], given[name])


def _asked(quality: Quality, text: str) -> Expression:
    name = quality.name
    if name in LISTED and (name not in _CODED_ONLY or _CODED_ONLY[name].fullmatch(text)):
        return _among(LISTED[name], [part.strip() for part in text.split(",")])
    if quality.type is ValueType.BOOLEAN and text == _NOT_STATED:
        return Operation("isnull", (Property(name),))
    return compared("=", Property(name), _value(quality, text))


def _among(name: str, codes: list[str]) -> Expression:
    known = Operation("in", (Property(name), Array(tuple(map(text_literal, codes)))))
    if name == "land_use" and _NOT_STATED in codes:
        return either(known, Operation("isnull", (Property(name),)))
    return known


def _value(quality: Quality, text: str) -> Literal:
    value: Literal | None = None
    if quality.type is ValueType.TEXT:
        value = text_literal(text)
    elif quality.type is ValueType.NUMBER and (_WHOLE if quality.is_whole else _NUMBER).fullmatch(
        text
    ):
        value = number_literal(text)
    elif quality.type is ValueType.BOOLEAN and text in _TRUTH:
        value = Literal(_TRUTH[text])
    elif quality.type is ValueType.DATE and (day := parse_instant(text)):
        value = Literal(day)
    if value is None:
        raise InvalidInput(
            Phrase("%(name)s: “%(text)s” is not a value of this kind (%(kind)s).",
                   name=quality.name, text=text[:60], kind=quality.type.value),
            parameter=quality.name,
        )  # fmt: skip
    return value
