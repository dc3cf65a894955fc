"""The collections that there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from landtrust.domain.filtering.values import Quality
from landtrust.errors import NotFound
from landtrust.exports.properties import change_properties, parcel_properties
from landtrust.exports.served_features import Properties
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import Features
from landtrust.queries.features.changes import ChangeFeatures
from landtrust.queries.features.former_parcels import FormerParcels
from landtrust.queries.features.holdings import holding_features
from landtrust.queries.features.parcels import ParcelFeatures
from landtrust.queries.features.places import county_features, region_features
from landtrust.queries.snapshots import LoadedSnapshot, parcel_snapshots
from landtrust.web.asked_times import LOAD_NAME, load_name
from landtrust.web.loaded import Loaded
from landtrust.web.requests import FILTER_NAMES

TILED = "parcels"
"""The one collection that is cut into tiles: those are built once, of what is current."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Features that belong together.

    Attributes:
        features: Where they are asked for.
        properties: What each says, by public names.
        first_day: The property that says a feature's day, or its first; None: it knows no time.
        end_day: The property that says the first day after its last; None: it is of one day.
        interval: The first and the last day that its features are of; None: open, or no time.
        is_of_loads: Whether nothing but a load changes the features.
        county: The one county that its features are of; None: any.
        site_filters: The parameters of the site's own lists that mean something here.
        number_keys: Whether the features' own keys are numbers.
    """

    id: str
    title: Phrase
    description: Phrase
    features: Features
    properties: Properties
    first_day: str | None = None
    end_day: str | None = None
    interval: tuple[date | None, date | None] | None = None
    is_of_loads: bool = True
    county: str | None = None
    site_filters: tuple[str, ...] = ()
    number_keys: bool = True

    @property
    def lasts(self) -> bool:
        """Whether features last for a time: where nothing is said, those of today are meant."""
        return self.end_day is not None

    @property
    def has_tiles(self) -> bool:
        """Whether its features are to be had as tiles too."""
        return self.id == TILED

    @property
    def qualities(self) -> Mapping[str, Quality]:
        """What the features say by name."""
        return self.features.qualities


def collections(connection: Connection, data: Loaded) -> dict[str, Collection]:
    """Every collection by its id, those of single loads last and the newest of them first.

    Args:
        connection: Where to ask which loads brought parcels.
        data: What is loaded, as everybody may see it.
    """
    brought = parcel_snapshots(connection)
    loads = (one for number, one in sorted(data.by_id.items(), reverse=True) if number in brought)
    listed = (*_lasting(data), *map(_of_snapshot, loads))
    return {one.id: one for one in listed}


def find_collection(connection: Connection, data: Loaded, collection_id: str) -> Collection:
    """The collection with this id.

    Raises:
        NotFound: There is none.
    """
    known = {one.id: one for one in _lasting(data)}
    # Of loads there may be many, and each takes as long to be described as a page to be found.
    for number, load in data.by_id.items():
        if collection_id == f"{LOAD_NAME}{number}" and number in parcel_snapshots(connection):
            return _of_snapshot(load)
    if collection_id not in known:
        raise NotFound(
            Phrase("There is no collection “%(id)s” here.", id=collection_id[:60]),
            collection=collection_id[:60],
        )
    return known[collection_id]


def _lasting(data: Loaded) -> tuple[Collection, ...]:
    days = sorted(one.day for one in data.snapshots)
    interval = (days[0], days[-1]) if days else None
    return (
        Collection(
            TILED,
            Phrase("Parcels"),
            Phrase("Every parcel on the current county rolls, as the latest load has it."),
            ParcelFeatures(data.by_id),
            parcel_properties,
            first_day="snapshot",
            interval=interval,
            site_filters=FILTER_NAMES,
        ),
        Collection(
            "holdings",
            Phrase("Land held in common"),
            Phrase(
                "What the trust and cooperatives hold, as far as it is published: what is held "
                "today, or on another day with “as_of”, or at any time of a “datetime”."
            ),
            holding_features(),
            dict,
            first_day="valid_from",
            end_day="valid_to",
            is_of_loads=False,
            number_keys=False,
        ),
        Collection(
            "changes",
            Phrase("Changes"),
            Phrase(
                "What each load found to have changed since the one before it: parcels that are "
                "new, gone, split or joined, and rolls that say something else of them."
            ),
            ChangeFeatures(),
            change_properties,
            first_day="day",
            interval=interval and (None, interval[1]),
        ),
        Collection(
            "counties",
            Phrase("Counties"),
            Phrase("Counties, with the number of their parcels that are loaded."),
            county_features(),
            dict,
            is_of_loads=False,
            number_keys=False,
        ),
        Collection(
            "regions",
            Phrase("Regions"),
            Phrase("Named sets of counties, each with the word of whoever drew it."),
            region_features(),
            dict,
            is_of_loads=False,
            number_keys=False,
        ),
    )


def _of_snapshot(snapshot: LoadedSnapshot) -> Collection:
    return Collection(
        f"{LOAD_NAME}{snapshot.id}",
        Phrase("Parcels: %(load)s", load=load_name(snapshot)),
        Phrase(
            "The parcels of load %(id)s, “%(source)s”, with the outlines that it had. What its "
            "roll said stays when later loads say otherwise. What we read in it, such as the kind "
            "of owner, can change when our rules get better. What never changes is a dataset, at "
            "/datasets.",
            id=snapshot.id,
            source=snapshot.source_title,
        ),
        FormerParcels(snapshot),
        parcel_properties,
        first_day="snapshot",
        interval=(snapshot.day, snapshot.day),
        county=snapshot.county_fips,
        # Words are looked up in the current rolls alone.
        site_filters=tuple(name for name in FILTER_NAMES if name != "text"),
    )
