"""A filter in words: as chips that can be taken away, and as the subject of a file's name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from landtrust.phrases import Phrase
from landtrust.queries.filters import EVERYTHING, ParcelFilter
from landtrust.queries.places import PlaceNames
from landtrust.sources.codes import MapClasses
from landtrust.web.languages import say
from landtrust.web.requests import filter_to_query
from landtrust.web.wording import format_dollars

_VACANT = {
    "yes": Phrase("Vacant"),
    "no": Phrase("Not vacant"),
    "unknown": Phrase("Not known whether vacant"),
}
_HELD = {"common": Phrase("Held in common"), "other": Phrase("Not held in common")}
_TAX = {"forfeited": Phrase("Forfeited to the State for unpaid taxes")}
_VACANT_IN_NAMES = {"yes": "vacant", "no": "not-vacant", "unknown": "vacancy-not-known"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of a filter.

    Attributes:
        words: What it asks for.
        query_without: The query string of the same filter without it.
    """

    words: str
    query_without: str


def chips(wanted: ParcelFilter, places: PlaceNames, classes: MapClasses) -> tuple[Chip, ...]:
    """The conditions of a filter, each with the way to be rid of it."""
    return tuple(
        Chip(words, filter_to_query(replace(wanted, **_empty(fields))))
        for words, *fields in _conditions(wanted, places, classes)
    )


def subject(wanted: ParcelFilter, places: PlaceNames, classes: MapClasses) -> list[str]:
    """What a file of this filter holds, for its name."""
    words = [places.counties[fips].rpartition(", ")[0] for fips in wanted.county]
    if wanted.region is not None:
        words.append(wanted.region)
    words += [f"{classes.label('owner_kind', code)}-owned" for code in wanted.owner_kind]
    words += [classes.label("land_use", code) for code in wanted.land_use]
    if wanted.vacant is not None:
        words.append(_VACANT_IN_NAMES[wanted.vacant])
    rest = replace(wanted, county=(), region=None, owner_kind=(), land_use=(), vacant=None)
    return words if rest == EVERYTHING else [*words, "selection"]


def _empty(fields: list[str]) -> dict[str, Any]:
    return {field: getattr(EVERYTHING, field) for field in fields}


def _conditions(
    wanted: ParcelFilter, places: PlaceNames, classes: MapClasses
) -> Iterator[tuple[str, ...]]:
    """Words, then the fields of the filter that they speak of."""
    if wanted.text is not None:
        yield say(Phrase("“%(text)s”", text=wanted.text)), "text"
    yield from _of_place(wanted, places)
    if wanted.owner_kind:
        yield _labels(wanted.owner_kind, "owner_kind", classes), "owner_kind"
    if wanted.land_use:
        yield _labels(wanted.land_use, "land_use", classes), "land_use"
    if wanted.vacant is not None:
        yield say(_VACANT[wanted.vacant]), "vacant"
    yield from _of_holding(wanted)
    yield from _of_measure(wanted)
    if wanted.changed_since is not None:
        yield say(Phrase("Changed since %(day)s", day=wanted.changed_since)), "changed_since"


def _of_place(wanted: ParcelFilter, places: PlaceNames) -> Iterator[tuple[str, ...]]:
    if wanted.county:
        yield _any_of([places.counties[fips] for fips in wanted.county]), "county"
    if wanted.region is not None:
        yield say(places.regions[wanted.region]), "region"
    if wanted.bbox is not None:
        yield say(Phrase("Inside a rectangle of the map")), "bbox"
    if wanted.near is not None:
        far = f"{wanted.radius_m:,.0f}"
        yield say(Phrase("Within %(metres)s m of a point", metres=far)), "near", "radius_m"


def _of_holding(wanted: ParcelFilter) -> Iterator[tuple[str, ...]]:
    if wanted.held is not None:
        yield _HELD[wanted.held.how], "held"
    if wanted.tax is not None:
        yield _TAX[wanted.tax], "tax"


def _of_measure(wanted: ParcelFilter) -> Iterator[tuple[str, ...]]:
    if wanted.min_value_cents is not None:
        least = format_dollars(wanted.min_value_cents)
        yield say(Phrase("Worth %(amount)s or more", amount=least)), "min_value_cents"
    if wanted.max_value_cents is not None:
        most = format_dollars(wanted.max_value_cents)
        yield say(Phrase("Worth %(amount)s or less", amount=most)), "max_value_cents"
    if wanted.min_acres is not None:
        yield say(Phrase("%(number)s acres or more", number=f"{wanted.min_acres:g}")), "min_acres"
    if wanted.max_acres is not None:
        yield say(Phrase("%(number)s acres or less", number=f"{wanted.max_acres:g}")), "max_acres"


def _labels(codes: tuple[str, ...], facet: str, classes: MapClasses) -> str:
    return _any_of([say(classes.label(facet, code)) for code in codes])


def _any_of(names: Sequence[str]) -> str:
    """One of several, in the order that they were named in."""
    said, *others = names
    for name in others:
        said = say(Phrase("%(one)s or %(other)s", one=said, other=name))
    return said
