"""What collections span."""

from collections.abc import Iterable

from sqlalchemy import Connection

from landtrust.domain.extent import Bbox
from landtrust.queries.features.listed import ListedFeatures
from landtrust.queries.features.spans import joined_span, parcel_spans
from landtrust.web.loaded import Loaded
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.memory import memory


def spans_of(
    connection: Connection, data: Loaded, collections: Iterable[Collection]
) -> dict[str, Bbox]:
    """What each collection spans, by its id; one without features spans nothing.

    All parcels are looked at once until the data change.
    """
    counties = memory().recalled(("spans", data.fingerprint()), lambda: parcel_spans(connection))
    spans = {one.id: _span(connection, one, counties) for one in collections}
    return {id_: span for id_, span in spans.items() if span is not None}


def _span(connection: Connection, collection: Collection, counties: dict[str, Bbox]) -> Bbox | None:
    if isinstance(collection.features, ListedFeatures):
        return collection.features.extent(connection)
    if collection.county is not None:
        return counties.get(collection.county)
    return joined_span(counties.values())
