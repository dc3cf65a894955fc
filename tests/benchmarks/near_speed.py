"""The page of what is near, on both stores, beside PostGIS telling the nearest ids."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson
import psycopg
from sqlalchemy import Connection

from landtrust.database import open_engine
from landtrust.domain.extent import Bbox
from landtrust.queries.filters import ParcelFilter, Place
from landtrust.queries.near_here import Span, near_here
from landtrust.queries.parcels import Snapshots
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier
from landtrust.settings import Settings
from landtrust.web.near_words import parse_reach
from tests.benchmarks.loading import loaded_store
from tests.benchmarks.postgres_store import (
    NEAREST,
    address_of,
    count_ids,
    load_into,
    plain_address_of,
    postgres_server,
)
from tests.benchmarks.program import served
from tests.benchmarks.questions_asked import points
from tests.benchmarks.results import Measurement, Peer
from tests.benchmarks.scale_sets import Plan, count_parcels, scale_parquet
from tests.benchmarks.traffic import Answers, Client, call_each

_WALKS = ("5min", "15min")
_LINE = re.compile(rb"<p>A [^<]* (right here|(feet\) to the \w+))\.</p>")
_Answered = tuple[str, str, Answers]
_PEER = "PostGIS tells 50 ids by its nearest neighbors"


def measure_near(plan: Plan) -> list[Measurement]:
    """The question and the page, at the smaller size, from the same random points."""
    folder = loaded_store(plan.county)
    with postgres_server() as server:
        load_into(server, scale_parquet(plan.county), folder)
        places = points(_bounds(folder), plan.requests)
        with psycopg.connect(plain_address_of(server), autocommit=True) as connection:
            calls = [partial(count_ids, connection, NEAREST, place) for place in places]
            peer = Peer(_PEER, call_each(calls).figures())
        stores = (("on SQLite", None), ("on PostgreSQL", address_of(server)))
        parcels = count_parcels(plan.county)
        return [
            Measurement(_what(what, walk, parcels, where), answers.figures(), peer)
            for where, database in stores
            for what, walk, answers in (
                *_queried(database or Settings(state_folder=folder).database, places),
                *_asked(folder, database, places),
            )
        ]


def _what(what: str, walk: str, parcels: int, where: str) -> str:
    minutes = walk.removesuffix("min")
    return f"{what} on a walk of {minutes} minutes, in {parcels:,} parcels {where}"


def _queried(database: str, places: Sequence[tuple[float, float]]) -> Iterator[_Answered]:
    """The question alone, asked in this process as the peer's is."""
    engine = open_engine(database)
    with engine.connect() as connection:
        snapshots = {one.id: one for one in all_snapshots(connection)}
        for walk in _WALKS:
            radius_m = float(parse_reach("within", walk).radius_m)
            filters = [ParcelFilter(near=Place(*one), radius_m=radius_m) for one in places]
            calls = [partial(_count_near, connection, one, snapshots) for one in filters]
            yield "The 50 nearest with texts, outlines and total", walk, call_each(calls)
    engine.dispose()


def _count_near(connection: Connection, wanted: ParcelFilter, snapshots: Snapshots) -> int:
    page = near_here(connection, wanted, Tier.PUBLIC, Span(50), snapshots)
    return len(page.parcels)


def _asked(
    folder: Path, database: str | None, places: Sequence[tuple[float, float]]
) -> Iterator[_Answered]:
    """Whole pages, with list and drawing."""
    with served(folder, database) as place, closing(Client(place)) as client:
        for walk in _WALKS:
            paths = [f"/near?near={lon},{lat}&within={walk}" for lon, lat in places]
            yield "Page of what is near", walk, client.ask(paths, _LINE)


def _bounds(folder: Path) -> Bbox:
    with served(folder) as place, closing(Client(place)) as client:
        return Bbox(*orjson.loads(client.get("/tiles/parcels.json"))["bounds"])
