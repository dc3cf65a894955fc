"""What collections span, on the land and in time."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from landtrust.domain.extent import Bbox
from landtrust.queries.features.listed import ListedFeatures
from landtrust.queries.features.spans import joined_span, parcel_spans
from landtrust.web.loaded import Loaded
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.memory import memory


class Span(NamedTuple):
    """What a collection spans.

    Attributes:
        bbox: Of all its features; None where there are none.
        interval: The first and the last day that they are of, None for an end that is open; None
            where they know no time.
    """

    bbox: Bbox | None
    interval: tuple[date | None, date | None] | None


def spans_of(
    connection: Connection, data: Loaded, collections: Iterable[Collection]
) -> dict[str, Span]:
    """What each collection spans, by its id.

    All parcels are looked at once until the data change.
    """
    counties = memory().recalled(("spans", data.fingerprint()), lambda: parcel_spans(connection))
    return {one.id: _span(connection, one, counties) for one in collections}


def _span(connection: Connection, collection: Collection, counties: dict[str, Bbox]) -> Span:
    features, interval = collection.features, collection.interval
    if isinstance(features, ListedFeatures):
        if collection.first_day is not None and collection.end_day is not None:
            interval = features.days(connection, collection.first_day, collection.end_day)
        return Span(features.extent(connection), interval)
    if collection.county is not None:
        return Span(counties.get(collection.county), interval)
    return Span(joined_span(counties.values()), interval)
