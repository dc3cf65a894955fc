"""The collections that there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from landtrust.domain.filtering.values import Quality
from landtrust.errors import NotFound
from landtrust.exports.properties import parcel_properties
from landtrust.exports.served_features import Properties
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import Features
from landtrust.queries.features.parcels import ParcelFeatures
from landtrust.queries.features.places import county_features, region_features
from landtrust.web.loaded import Loaded


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
        takes_site_filter: Whether the parameters of the site's own lists mean something here.
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
    takes_site_filter: bool = False
    number_keys: bool = True

    @property
    def qualities(self) -> Mapping[str, Quality]:
        """What the features say by name."""
        return self.features.qualities


def collections(data: Loaded) -> dict[str, Collection]:
    """Every collection by its id.

    Args:
        data: What is loaded, as everybody may see it.
    """
    days = sorted(one.day for one in data.snapshots)
    listed = (
        Collection(
            "parcels",
            Phrase("Parcels"),
            Phrase("Every parcel on the current county rolls, as the latest load has it."),
            ParcelFeatures(data.by_id),
            parcel_properties,
            first_day="snapshot",
            interval=(days[0], days[-1]) if days else None,
            takes_site_filter=True,
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
    return {one.id: one for one in listed}


def find_collection(data: Loaded, collection_id: str) -> Collection:
    """The collection with this id.

    Raises:
        NotFound: There is none.
    """
    found = collections(data).get(collection_id)
    if found is None:
        raise NotFound(
            Phrase("There is no collection “%(id)s” here.", id=collection_id[:60]),
            collection=collection_id[:60],
        )
    return found
