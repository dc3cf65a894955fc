"""The same site on SQLite and on PostgreSQL with PostGIS, and PostGIS itself beside it."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson
import psutil
import psycopg

from landtrust.domain.extent import Bbox
from tests.benchmarks.loading import figures_of, load_store, loaded_store
from tests.benchmarks.postgres_store import (
    NEAREST,
    POINT,
    address_of,
    count_ids,
    load_into,
    memory_mib,
    plain_address_of,
    postgres_server,
)
from tests.benchmarks.program import served
from tests.benchmarks.questions_asked import NEAR_M, Asked, asked_of_a_site, points
from tests.benchmarks.results import Measurement, Peer
from tests.benchmarks.scale_sets import FOLDER, Plan, Tiling, count_parcels, scale_parquet
from tests.benchmarks.traffic import Answers, Client, call_each
from tests.postgres import Server

_ON_POSTGIS = "on PostgreSQL with PostGIS"
_A_LITTLE_MORE_DEGREES = NEAR_M / 90_000  # than the circle: what the index is asked for
_WITHIN = f"""WITH place AS (SELECT {POINT} AS point)
    SELECT id FROM parcel_shape, place
    WHERE shape && ST_Expand(point, {_A_LITTLE_MORE_DEGREES})
        AND ST_DWithin(shape::geography, point::geography, {NEAR_M})
    ORDER BY id LIMIT 50"""  # noqa: S608 - our own words; the point is bound

_Answered = list[tuple[Asked, Answers]]


def measure_stores(plan: Plan) -> list[Measurement]:
    """Loading and all kinds of questions, at the larger size, on both stores."""
    parcels = count_parcels(plan.state)
    folder = loaded_store(plan.state)
    with postgres_server() as server:
        loads = _load_beside_sqlite(plan.state, server, folder)
        on_sqlite, ours_mib = _answers(folder, None, parcels, plan.requests)
        on_postgis, theirs_mib = _answers(folder, address_of(server), parcels, plan.requests)
        held = {"peak_mib": round(memory_mib(server))}
        near = next(answers for asked, answers in on_postgis if f"{NEAR_M} m" in asked.what)
        return [
            loads,
            *_side_by_side(on_sqlite, on_postgis, parcels),
            Measurement(
                "Memory of the site's processes after these questions, on SQLite",
                {"peak_mib": ours_mib},
                Peer(f"{_ON_POSTGIS}, without the server's", {"peak_mib": theirs_mib}),
            ),
            Measurement("Memory of PostgreSQL's processes after these questions", held),
            *_plain_postgis(server, folder, plan.requests, near),
        ]


def _load_beside_sqlite(tiling: Tiling, server: Server, folder: Path) -> Measurement:
    again = FOLDER / "stores" / "again"
    ours = load_store(scale_parquet(tiling), again)
    shutil.rmtree(again)
    theirs = load_into(server, scale_parquet(tiling), folder)
    return Measurement(
        f"Load {count_parcels(tiling):,} parcels from GeoParquet into SQLite",
        figures_of(ours),
        Peer("into PostgreSQL with PostGIS, without the server's memory", figures_of(theirs)),
    )


def _answers(folder: Path, database: str | None, parcels: int, count: int) -> tuple[_Answered, int]:
    """What came of all questions, and the memory that the site then holds, MiB."""
    others = set(psutil.Process().children(recursive=True))
    with served(folder, database) as place, closing(Client(place)) as client:
        answered = [
            (asked, client.ask(asked.paths)) for asked in asked_of_a_site(client, parcels, count)
        ]
        site = set(psutil.Process().children(recursive=True)) - others
        return answered, round(sum(one.memory_full_info().pss for one in site) / 2**20)


def _side_by_side(
    on_sqlite: _Answered, on_postgis: _Answered, parcels: int
) -> Iterator[Measurement]:
    for (asked, ours), (_, theirs) in zip(on_sqlite, on_postgis, strict=True):
        what = f"{asked.what}, in {parcels:,} parcels on SQLite"
        yield Measurement(what, ours.figures(), Peer(_ON_POSTGIS, theirs.figures()))


def _plain_postgis(
    server: Server, folder: Path, count: int, near: Answers
) -> Iterator[Measurement]:
    """The page of what is near, on PostgreSQL, beside PostGIS asked for ids only."""
    with served(folder) as place, closing(Client(place)) as client:
        within = Bbox(*orjson.loads(client.get("/tiles/parcels.json"))["bounds"])
    with psycopg.connect(plain_address_of(server), autocommit=True) as connection:
        for name, statement in (("ST_DWithin", _WITHIN), ("its nearest neighbors", NEAREST)):
            calls = [
                partial(count_ids, connection, statement, one) for one in points(within, count)
            ]
            yield Measurement(
                f"List page within {NEAR_M} m of a point, with the total, on PostgreSQL",
                near.figures(),
                Peer(f"PostGIS tells 50 ids by {name}", call_each(calls).figures()),
            )
