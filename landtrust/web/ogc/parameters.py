"""What an address asks of a collection.

What is unknown, repeated, empty or no value is refused by name; nothing is silently ignored.

Source:
    OGC 17-069r4, section 7.15; OGC 18-058r1, section 6.2; OGC 19-079r2, clauses 6 to 8.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely
from flask import request

from landtrust.domain.extent import parse_corners
from landtrust.domain.filtering.checking import check_filter
from landtrust.domain.filtering.limits import FILTER, LONGEST_FILTER, refused
from landtrust.domain.filtering.reading import LANGUAGE_PARAMETER, TEXT, read_filter
from landtrust.domain.filtering.tree import (
    Expression,
    Literal,
    Operation,
    Property,
    Shape,
    both,
    either,
)
from landtrust.domain.served_crs import ServedCrs, find_served_crs, served_crs
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import GEOMETRY, Asking, SortKey
from landtrust.queries.filters import EVERYTHING
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.positions import parse_position
from landtrust.web.ogc.representations import FORM_PARAMETER
from landtrust.web.ogc.times import DATETIME, Days, parse_days, within
from landtrust.web.ogc.value_parameters import of_values, query_names, text_names
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FilterReader, parse_number
from landtrust.web.standpoints import AS_OF, read_as_of

BBOX, LIMIT, CRS, BBOX_CRS, FILTER_CRS, SORTBY = (
    "bbox", "limit", "crs", "bbox-crs", "filter-crs", "sortby",
)  # fmt: skip
AFTER, BEFORE = "after", "before"
OF_ITEMS = (
    BBOX, DATETIME, LIMIT, CRS, BBOX_CRS, FILTER, LANGUAGE_PARAMETER, FILTER_CRS, SORTBY,
    AFTER, BEFORE, FORM_PARAMETER,
)  # fmt: skip

DEFAULT_LIMIT, MOST_FEATURES = 100, 2_000
"""How many features a page has where nothing is said, and at most: more are taken for that."""

_MOST_SORT_KEYS = 4
_NOT_HERE = (BBOX, "near", "radius_m", "held")
"""Of the site's filter: the standard's own, what tells where somebody stands, and what does not
follow from the loads, which tell when features have changed; holdings are a collection."""


@dataclass(frozen=True, slots=True)
class ItemsAsked:
    """What is asked of a collection.

    Attributes:
        asking: Which features.
        crs: What their coordinates are in.
        form: What the parameter for the form says; None: nothing.
        parameters: As they were given.
    """

    asking: Asking
    crs: ServedCrs
    form: str | None
    parameters: Mapping[str, str]


def site_filter_names(collection: Collection) -> tuple[str, ...]:
    """The parameters of the site's own lists that mean the same here, and are no properties."""
    left_out = (*_NOT_HERE, *query_names(collection))
    return tuple(name for name in collection.site_filters if name not in left_out)


def read_items(collection: Collection, reader: FilterReader) -> ItemsAsked:
    """What the address asks of a collection.

    Raises:
        InvalidInput: A parameter is unknown or cannot be used; the message names it.
    """
    names = dict.fromkeys(
        (
            *OF_ITEMS,
            *time_names(collection),
            *query_names(collection),
            *site_filter_names(collection),
        )
    )
    given = read_parameters(
        request.query_string, names, {FILTER: LONGEST_FILTER}, text_names(collection)
    )
    if AFTER in given and BEFORE in given:
        raise InvalidInput(Phrase("before: not together with after."), parameter=BEFORE)
    own = {name: given[name] for name in site_filter_names(collection) if name in given}
    order = _order(collection, given)
    kinds = [collection.qualities[one.name] for one in order]
    position = {
        name: parse_position(name, given[name], kinds, is_number=collection.number_keys)
        for name in (AFTER, BEFORE)
        if name in given
    }
    asking = Asking(
        condition=_condition(collection, given),
        parcels=reader.read(own) if own else EVERYTHING,
        order=order,
        limit=_limit(given),
        after=position.get(AFTER),
        before=position.get(BEFORE),
    )
    return ItemsAsked(asking, read_crs(given), given.get(FORM_PARAMETER), given)


def read_crs(given: Mapping[str, str]) -> ServedCrs:
    """What coordinates are asked for in; longitude and latitude where nothing is said.

    Raises:
        InvalidInput: They are not served in that.
    """
    return find_served_crs(given[CRS], CRS) if CRS in given else served_crs()[0]


def _limit(given: Mapping[str, str]) -> int:
    if LIMIT not in given:
        return DEFAULT_LIMIT
    return min(parse_number(LIMIT, given[LIMIT]), MOST_FEATURES)


def _condition(collection: Collection, given: Mapping[str, str]) -> Expression | None:
    """All that is asked at once; None: nothing."""
    parts = [
        *_of_place(given),
        *_of_time(collection, given),
        *of_values(collection, given),
        *_of_filter(collection, given),
    ]
    return both(*parts) if parts else None


def _of_place(given: Mapping[str, str]) -> Iterator[Expression]:
    crs = find_served_crs(given.get(BBOX_CRS, served_crs()[0].uri), BBOX_CRS)
    if BBOX not in given:
        if BBOX_CRS in given:
            raise InvalidInput(Phrase("bbox-crs: there is no bbox."), parameter=BBOX_CRS)
        return
    box = crs.box_to_lonlat(parse_corners(given[BBOX]))
    if box is None:
        yield Literal(value=False)  # it lies where the system has no places
        return
    land = Property(GEOMETRY)
    parts = shapely.get_parts(box)
    # What has no geometry is anywhere.
    yield either(
        Operation("isnull", (land,)),
        *(Operation("s_intersects", (land, Shape(part))) for part in parts),
    )


def _of_time(collection: Collection, given: Mapping[str, str]) -> Iterator[Expression]:
    asked = [parse_days(given[DATETIME])] if DATETIME in given else []
    if AS_OF in given or (collection.lasts and not asked):
        day = read_as_of(given)
        asked.append(Days(day, day))
    if collection.first_day is not None:
        for days in asked:
            yield within(days, collection.first_day, collection.end_day)


def time_names(collection: Collection) -> tuple[str, ...]:
    """The parameters that ask for a day in law, where features last for a time."""
    return (AS_OF,) if collection.lasts else ()


def _of_filter(collection: Collection, given: Mapping[str, str]) -> Iterator[Expression]:
    crs = find_served_crs(given.get(FILTER_CRS, served_crs()[0].uri), FILTER_CRS)
    if FILTER not in given:
        for name in (LANGUAGE_PARAMETER, FILTER_CRS):
            if name in given:
                raise InvalidInput(
                    Phrase("%(name)s: there is no filter.", name=name), parameter=name
                )
        return
    asked = read_filter(given[FILTER], given.get(LANGUAGE_PARAMETER, TEXT))
    yield check_filter(asked, collection.qualities, lambda shape: _to_lonlat(shape, crs))


def _to_lonlat(shape: Shape, crs: ServedCrs) -> shapely.Geometry:
    geometry = (
        crs.box_to_lonlat(shapely.get_coordinates(shape.geometry).ravel().tolist())
        if shape.box
        else crs.to_lonlat(shape.geometry)
    )
    if geometry is None:
        raise refused(Phrase("filter: a geometry lies where its system has no places."))
    return geometry


def _order(collection: Collection, given: Mapping[str, str]) -> tuple[SortKey, ...]:
    if SORTBY not in given:
        return ()
    keys = tuple(_sort_key(collection, part) for part in given[SORTBY].split(","))
    names = [key.name for key in keys]
    if len(set(names)) < len(names) or len(names) > _MOST_SORT_KEYS:
        raise InvalidInput(
            Phrase("sortby: up to %(most)s properties, each once.", most=_MOST_SORT_KEYS),
            parameter=SORTBY,
        )
    return keys


def _sort_key(collection: Collection, part: str) -> SortKey:
    # A plus that nobody escaped is a blank in an address.
    name = part.strip().removeprefix("+")
    descending = name.startswith("-")
    quality = collection.qualities.get(name.removeprefix("-"))
    if quality is None or not quality.is_sorted_by:
        raise InvalidInput(
            Phrase("sortby: features cannot be put in order by “%(name)s”.", name=name[:60]),
            parameter=SORTBY,
        )
    return SortKey(quality.name, descending)
