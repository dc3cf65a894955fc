"""What goes into the parcel tiles: shape and classes of every current parcel, and no name."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from landtrust.domain.crs import SQM_PER_ACRE
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.queries.visibility import Tier, visible_kind

CENTS_PER_DOLLAR = 100

_VACANT = {True: "yes", False: "no", None: None}


class TileFeature(NamedTuple):
    """A parcel as the tiles have it.

    Attributes:
        id: Ours; the feature id.
        owner_kind: A code, as the public may know it: tiles are the same for everybody.
        vacant: ``yes`` or ``no``; None where no roll says.
        land_use: Our code; None where no roll says.
        value_per_acre: Code of the class; None where the value is not known.
        acres: Measured in EPSG:3814.
        outline_wkb: MultiPolygon in longitude and latitude (EPSG:4326).
    """

    id: int
    public_id: str
    county_fips: str
    owner_kind: str
    vacant: str | None
    land_use: str | None
    value_per_acre: str | None
    acres: float
    outline_wkb: bytes


@dataclass(frozen=True, slots=True)
class ValueClasses:
    """Classes of value per acre, rising.

    Attributes:
        least: Dollars an acre from which each class begins.
        codes: What each is called; as many as ``least``.
    """

    least: tuple[float, ...]
    codes: tuple[str, ...]

    def code(self, value_cents: int | None, area_sqm: float) -> str | None:
        """The class of a parcel with this value and area; None where the value is not known.

        >>> ValueClasses((0, 5000), ("low", "high")).code(500_000, SQM_PER_ACRE)
        'high'
        """
        if value_cents is None or not self.codes:
            return None
        dollars_per_acre = value_cents / CENTS_PER_DOLLAR / (area_sqm / SQM_PER_ACRE)
        return self.codes[max(bisect_right(self.least, dollars_per_acre) - 1, 0)]


def tile_features(
    connection: Connection, values: ValueClasses, batch_rows: int = 10_000
) -> Iterator[Sequence[TileFeature]]:
    """Every current parcel, in batches, by one statement; memory does not grow with the rows.

    Args:
        connection: Kept reading until the last batch, so that all are of one state.
        values: The classes of value per acre.
        batch_rows: Rows in a batch.
    """
    facts = ParcelFacts
    found = connection.execute(
        select(
            facts.parcel_id,
            Parcel.public_id,
            facts.county_fips,
            facts.owner_kind,
            facts.vacant,
            facts.land_use,
            facts.total_value_cents,
            facts.area_sqm,
            ParcelOutline.outline,
        )
        .join(Parcel, Parcel.id == facts.parcel_id)
        .join(ParcelOutline, ParcelOutline.parcel_id == facts.parcel_id)
        .order_by(facts.parcel_id)
        .execution_options(yield_per=batch_rows)
    )
    with found as rows:
        for batch in rows.partitions():
            yield [
                TileFeature(
                    number,
                    public_id,
                    county,
                    visible_kind(kind, Tier.PUBLIC),
                    _VACANT[vacant],
                    use,
                    values.code(cents, area_sqm),
                    area_sqm / SQM_PER_ACRE,
                    outline,
                )
                for number, public_id, county, kind, vacant, use, cents, area_sqm, outline in batch
            ]
