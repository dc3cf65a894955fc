"""What parcels say, by the names that every file, page and answer has for it."""

from collections.abc import Iterable

from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import GEOMETRY

_TEXT, _NUMBER = ValueType.TEXT, ValueType.NUMBER


def named(qualities: Iterable[Quality]) -> dict[str, Quality]:
    """Qualities by their names."""
    return {one.name: one for one in qualities}


OUTLINE = Quality(GEOMETRY, ValueType.GEOMETRY, Phrase("The outline."))

PARCEL_QUALITIES = named(
    (
        Quality("parcel_id", _TEXT, Phrase("Its id in addresses and downloads.")),
        Quality("county_fips", _TEXT, Phrase("Federal code of state and county.")),
        Quality("county", _TEXT, Phrase("The county.")),
        Quality("parcel_number", _TEXT, Phrase("Its number in the county.")),
        Quality("situs_address", _TEXT, Phrase("Address of the land.")),
        Quality("situs_city", _TEXT, Phrase("City of the land.")),
        Quality("situs_zip", _TEXT, Phrase("ZIP code of the land.")),
        Quality("owner_kind", _TEXT, Phrase("What kind of owner the roll names, a code.")),
        Quality("owner_name", _TEXT,
                Phrase("The owner, where it is an organization or a government.")),
        Quality("land_use", _TEXT, Phrase("What the land is used for, a code.")),
        Quality("land_value", _NUMBER, Phrase("True value of the land, dollars.")),
        Quality("improvement_value", _NUMBER, Phrase("True value of buildings, dollars.")),
        Quality("total_value", _NUMBER, Phrase("True value in all, dollars.")),
        Quality("acres", _NUMBER, Phrase("Measured area in acres.")),
        Quality("area_sqm", _NUMBER, Phrase("Measured area in square meters.")),
        Quality("vacant", ValueType.BOOLEAN, Phrase("Whether there is no building.")),
        Quality("roll_year", _NUMBER, Phrase("Year of the roll."), is_whole=True),
        Quality("snapshot", ValueType.DATE, Phrase("The day on which the data were fetched.")),
        OUTLINE,
    )
)  # fmt: skip
