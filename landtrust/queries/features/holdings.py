"""Land that is held in common, as features: one for each time in which nothing of it changed."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from landtrust.domain.crs import acres
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.domain.growth import Stretch
from landtrust.model.parcels import ParcelOutline
from landtrust.phrases import Phrase
from landtrust.queries.features.listed import Listed, ListedFeatures
from landtrust.queries.features.parcel_qualities import OUTLINE, named
from landtrust.queries.features.places import joined
from landtrust.queries.growth import CommonHolding, common_holdings
from landtrust.queries.spatial import is_one_of
from landtrust.queries.visibility import Tier

_ACRE_DECIMALS = 4

HOLDING_QUALITIES = named(
    (
        Quality("holding", ValueType.NUMBER, Phrase("Our number for the holding."), is_whole=True),
        Quality("name", ValueType.TEXT, Phrase("What it is called.")),
        Quality("valid_from", ValueType.DATE, Phrase("The first day on which it is so.")),
        Quality("valid_to", ValueType.DATE,
                Phrase("The first day on which it is so no longer; missing where it lasts.")),
        Quality("is_leased", ValueType.BOOLEAN, Phrase("Whether the land is leased.")),
        Quality("acres", ValueType.NUMBER, Phrase("Its land in acres, as far as it is known.")),
        Quality("parcels", ValueType.ARRAY, Phrase("Ids of its parcels.")),
        OUTLINE,
    )
)  # fmt: skip


def holding_features(tier: Tier = Tier.PUBLIC) -> ListedFeatures:
    """What this reader may know to be, or to have been, held in common."""
    return ListedFeatures(HOLDING_QUALITIES, lambda connection: _holdings(connection, tier))


def _holdings(connection: Connection, tier: Tier) -> Iterator[Listed]:
    held = common_holdings(connection, tier)
    outlines = _outlines(connection, (each for one in held for each in one.stretches))
    for holding in sorted(held, key=lambda one: one.id):
        for stretch in holding.stretches:
            yield _listed(holding, stretch, outlines)


def _listed(holding: CommonHolding, stretch: Stretch, outlines: Mapping[int, bytes]) -> Listed:
    parcels = [one.parcel for one in stretch.pieces if one.parcel is not None]
    land = tuple(outlines[one.feature_id] for one in parcels if one.feature_id in outlines)
    return Listed(
        id=f"{holding.id}-{stretch.first:%Y%m%d}",
        key=f"{holding.id:019}-{stretch.first:%Y%m%d}",
        geometry=joined(land),
        says={
            "holding": holding.id,
            "name": holding.name,
            "valid_from": stretch.first,
            "valid_to": stretch.end,
            "is_leased": stretch.is_leased,
            "acres": round(acres(sum(one.area_sqm for one in stretch.pieces)), _ACRE_DECIMALS),
            "parcels": sorted(one.public_id for one in parcels),
        },
    )


def _outlines(connection: Connection, stretches: Iterable[Stretch]) -> dict[int, bytes]:
    numbers = {
        piece.parcel.feature_id
        for stretch in stretches
        for piece in stretch.pieces
        if piece.parcel is not None
    }
    if not numbers:
        return {}
    rows = connection.execute(
        select(ParcelOutline.parcel_id, ParcelOutline.outline).where(
            is_one_of(connection, ParcelOutline.parcel_id.expression, numbers)
        )
    )
    return {row.parcel_id: row.outline for row in rows}
