"""Addresses taken apart in columns, in the reading child, which knows no database."""

import pyarrow as pa
import pyarrow.compute as pc

from landtrust.domain.street_names import HOUSE, place_of, standard_street


def street_columns(addresses: pa.Array, cities: pa.Array) -> dict[str, pa.Array]:
    """House number, street and town of the land in our one form, as columns of a normalised row.

    Each street is read once, however many houses are on it.
    """
    found = pc.extract_regex(addresses, HOUSE)
    houses = pc.cast(pc.struct_field(found, "house"), pa.int32())
    streets = pc.coalesce(pc.struct_field(found, "street"), addresses).dictionary_encode()
    names = [
        None if text is None else standard_street(text) for text in streets.dictionary.to_pylist()
    ]
    towns = cities.dictionary_encode()
    places = [place_of(city) for city in towns.dictionary.to_pylist()]
    return {
        "house_number": pc.if_else(pc.equal(houses, 0), pa.scalar(None, pa.int32()), houses),
        "street_name": pc.take(pa.array(names, pa.string()), streets.indices),
        "street_place": pc.take(pa.array(places, pa.string()), towns.indices),
    }
