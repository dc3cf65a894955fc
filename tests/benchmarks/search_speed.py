"""The one box over HTTP, at the size of a county and of a state, on both stores."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.benchmarks.loading import load_store
from tests.benchmarks.postgres_store import address_of, load_into, postgres_server
from tests.benchmarks.program import served
from tests.benchmarks.results import Limit, Measurement, Peer
from tests.benchmarks.scale_sets import FOLDER, Plan, Tiling, count_parcels, scale_name
from tests.benchmarks.street_names import box_questions, parquet_with_streets
from tests.benchmarks.traffic import Answers, Client

_LIMITS = (Limit("p95_ms", "ours", 30.0),)


def measure_search(plan: Plan) -> list[Measurement]:
    """Whole answers of the box: on SQLite beside PostgreSQL, and PostgreSQL by itself."""
    sizes = dict.fromkeys((plan.county, plan.state))
    return [one for size in sizes for one in _of_size(size, plan.requests)]


def _of_size(tiling: Tiling, count: int) -> Iterator[Measurement]:
    file = parquet_with_streets(tiling)
    folder = FOLDER / "stores" / f"{scale_name(tiling)}_streets"
    load_store(file, folder)
    on_sqlite = _answers(folder, None, tiling, count)
    with postgres_server() as server:
        load_into(server, file, folder)
        on_postgresql = _answers(folder, address_of(server), tiling, count)
    for what, ours in on_sqlite.items():
        theirs = on_postgresql[what]
        named = f"The box: {what}, in {count_parcels(tiling):,} parcels"
        peer = Peer("on PostgreSQL with PostGIS", theirs.figures())
        yield Measurement(f"{named} on SQLite", ours.figures(), peer, _LIMITS)
        yield Measurement(f"{named} on PostgreSQL", theirs.figures(), limits=_LIMITS)


def _answers(folder: Path, database: str | None, tiling: Tiling, count: int) -> dict[str, Answers]:
    with served(folder, database) as place, closing(Client(place)) as client:
        return {asked.what: client.ask(asked.paths) for asked in box_questions(tiling, count)}
