"""``python -m tests.benchmarks``: measure, keep the results, and print them."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from tests.benchmarks.bulk_speed import measure_bulk
from tests.benchmarks.first_picture import measure_first_picture
from tests.benchmarks.interface_speed import measure_interface
from tests.benchmarks.loading import measure_loading
from tests.benchmarks.machine import machine
from tests.benchmarks.near_speed import measure_near
from tests.benchmarks.program import landtrust_program
from tests.benchmarks.queries import measure_queries
from tests.benchmarks.residents import measure_residents
from tests.benchmarks.results import PARTS, RESULTS, Measurement, keep_results, read_results
from tests.benchmarks.scale_sets import FOLDER, Plan, Tiling, trial
from tests.benchmarks.search_speed import measure_search
from tests.benchmarks.slow_phone import measure_slow_phone
from tests.benchmarks.store_speed import measure_stores
from tests.benchmarks.table import missed, results_table
from tests.benchmarks.tile_speed import measure_tiles

_MEASURE: dict[str, Callable[[Plan], list[Measurement]]] = {
    "load": measure_loading,
    "map": measure_first_picture,
    "queries": measure_queries,
    "tiles": measure_tiles,
    "stores": measure_stores,
    "slow_phone": measure_slow_phone,
    "near": measure_near,
    "residents": measure_residents,
    "search": measure_search,
    "interface": measure_interface,
    "bulk": measure_bulk,
}


def _tiling(text: str) -> Tiling:
    east, north = text.split("x")
    return Tiling(int(east), int(north))


@contextmanager
def _alone() -> Iterator[None]:
    """Two runs would disturb each other's figures, and share one folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise click.ClickException("Another run of the benchmarks is under way.") from problem
        yield


@click.command()
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="These parts alone.")
@click.option(
    "--tiles",
    "tiling",
    type=_tiling,
    help="One size for all, as 1x1, measured seldom: to try it out. The results are kept apart.",
)
def main(only: tuple[str, ...], tiling: Tiling | None) -> None:
    """Measure everything, each beside its peer, and keep the results."""
    plan = Plan() if tiling is None else trial(tiling)
    path = RESULTS if tiling is None else FOLDER / "results.json"
    with _alone():
        landtrust_program()
        for part in only or PARTS:
            click.echo(f"Measuring: {part} …", err=True)
            keep_results(path, part, _MEASURE[part](plan), datetime.now(UTC).date(), machine())
    results = read_results(path)
    click.echo(results_table(results))
    for line in missed(results or {"measurements": []}):
        click.echo(f"Missed: {line}", err=True)


if __name__ == "__main__":
    main()
