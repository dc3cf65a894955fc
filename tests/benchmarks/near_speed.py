"""The page of what is near, on both stores, beside PostGIS telling the nearest ids."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson
import psycopg

from landtrust.domain.extent import Bbox
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
_PEER = "PostGIS tells 50 ids by its nearest neighbors"


def measure_near(plan: Plan) -> list[Measurement]:
    """Whole pages with list and drawing, at the smaller size, from the same random points."""
    folder = loaded_store(plan.county)
    with postgres_server() as server:
        load_into(server, scale_parquet(plan.county), folder)
        places = points(_bounds(folder), plan.requests)
        with psycopg.connect(plain_address_of(server), autocommit=True) as connection:
            calls = [partial(count_ids, connection, NEAREST, place) for place in places]
            peer = Peer(_PEER, call_each(calls).figures())
        stores = (("on SQLite", None), ("on PostgreSQL", address_of(server)))
        return [
            Measurement(_what(walk, count_parcels(plan.county), where), answers.figures(), peer)
            for where, database in stores
            for walk, answers in _asked(folder, database, places)
        ]


def _what(walk: str, parcels: int, where: str) -> str:
    minutes = walk.removesuffix("min")
    return f"What is near on a walk of {minutes} minutes, in {parcels:,} parcels {where}"


def _asked(
    folder: Path, database: str | None, places: Sequence[tuple[float, float]]
) -> Iterator[tuple[str, Answers]]:
    with served(folder, database) as place, closing(Client(place)) as client:
        for walk in _WALKS:
            paths = [f"/near?near={lon},{lat}&within={walk}" for lon, lat in places]
            yield walk, client.ask(paths, _LINE)


def _bounds(folder: Path) -> Bbox:
    with served(folder) as place, closing(Client(place)) as client:
        return Bbox(*orjson.loads(client.get("/tiles/parcels.json"))["bounds"])
