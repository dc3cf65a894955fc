"""Fifty residents at once, in two readings of that.

Strictly, fifty requests are under way at each moment: whoever has an answer asks again at once.
And as people are: fifty have a page open and read it before they ask for the next one.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import chain

from tests.benchmarks.loading import load_store
from tests.benchmarks.program import served
from tests.benchmarks.questions import places_in_list
from tests.benchmarks.results import Limit, Measurement
from tests.benchmarks.scale_sets import FOLDER, Plan, count_parcels, scale_name
from tests.benchmarks.street_names import box_questions, parquet_with_streets
from tests.benchmarks.tile_speed import Readers, address_file, wrk
from tests.benchmarks.traffic import Client

RESIDENTS = 50
READING_SECONDS = 3.0
"""How long people read before they ask again, on average: short, since some only look."""

_CORES = 2
_LIMITS = (Limit("p95_ms", "ours", 500.0),)
_PARCEL_LINK = re.compile(rb'href="(/parcels/[^"?]+)"')
_A_PAGE = 100


def measure_residents(plan: Plan) -> list[Measurement]:
    """Searches, suggestions, parcels and what is near, mixed; any error ends the run.

    Each asks for the next address of one long walk: lots are met again only when all were.
    """
    folder = FOLDER / "stores" / f"{scale_name(plan.county)}_streets"
    load_store(parquet_with_streets(plan.county), folder)
    with served(folder, workers=_CORES) as place:
        with closing(Client(place)) as client:
            paths = list(_walks(client, plan))
        walk, seconds = address_file("residents", paths), 4 * plan.wrk_seconds
        at_once = wrk(place, walk, seconds, Readers(RESIDENTS))
        reading = wrk(place, walk, seconds, Readers(RESIDENTS, READING_SECONDS))
    where = f"on {_CORES} cores, in {count_parcels(plan.county):,} parcels"
    what = f"{where}: searches, suggestions, parcels and what is near"
    return [
        Measurement(
            f"{RESIDENTS} requests of residents at each moment {what}", at_once, limits=_LIMITS
        ),
        Measurement(
            f"{RESIDENTS} residents, who read for {READING_SECONDS:.0f} s on average before they "
            f"ask again, {what}",
            reading,
            limits=_LIMITS,
        ),
    ]


def _walks(client: Client, plan: Plan) -> Iterator[str]:
    """What people ask for one after the other: they type, find, look at a lot and around it."""
    parcels = count_parcels(plan.county)
    asked = [path for one in box_questions(plan.county, plan.requests) for path in one.paths]
    lists = (f"/parcels?limit={_A_PAGE}&after={one + 1}" for one in places_in_list(parcels, 5))
    lots = [lot for page in map(client.get, lists) for lot in _lots(page)]
    near = [f"/near?parcel={lot.rpartition('/')[2]}&within=5min" for lot in lots]
    yield from chain.from_iterable(zip(asked, lots, near, lots[::-1], strict=False))


def _lots(page: bytes) -> list[str]:
    return [link.decode() for link in dict.fromkeys(_PARCEL_LINK.findall(page))]
