"""OGC API beside pygeoapi and tipg: the same parcels, the same questions, two processes each."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import click
import orjson

from landtrust.domain.extent import Bbox
from tests.benchmarks.interface_questions import (
    Question,
    questions,
    require_same_answers,
    tiles_of,
)
from tests.benchmarks.interface_sites import InterfaceSite, Place, our_site, peer_sites
from tests.benchmarks.loading import exported_package, loaded_store
from tests.benchmarks.peer_sites import WORKERS, fill_postgres, pygeoapi, tipg
from tests.benchmarks.postgres_store import address_of, load_into, postgres_server
from tests.benchmarks.program import served
from tests.benchmarks.results import Figures, Limit, Measurement, Peer
from tests.benchmarks.scale_sets import Plan, count_parcels, scale_parquet
from tests.benchmarks.tile_speed import (
    NotAnsweredError,
    Readers,
    address_file,
    middle_of_rounds,
    wrk,
)
from tests.benchmarks.traffic import Client

_ROUNDS = 3
_OURS = "ours "
_TILES = 200
_LIMITS = (
    Limit("requests_per_second", "ratio", at_least=3.0),
    Limit("p99_ms", "ratio", at_most=1.0),
)
_QUIET = {"LANDTRUST_ACCESS_LOG": "false"}
"""The others write no log of requests either."""

Measured = dict[str, Figures]


def measure_interface(plan: Plan) -> list[Measurement]:
    """Every kind of request on each server, by turns, at the smaller size."""
    folder, package = loaded_store(plan.county), exported_package(plan.county)
    with ExitStack() as running:
        server = running.enter_context(postgres_server())
        load_into(server, scale_parquet(plan.county), folder)
        fill_postgres(server, package)
        on_sqlite = running.enter_context(served(folder, None, WORKERS, _QUIET))
        on_postgis = running.enter_context(served(folder, address_of(server), WORKERS, _QUIET))
        peers = list(
            peer_sites(
                running.enter_context(pygeoapi(server, package)),
                running.enter_context(tipg(server)),
            )
        )
        ours = [
            _our_site(f"{_OURS}on SQLite", on_sqlite),
            _our_site(f"{_OURS}on PostGIS", on_postgis),
        ]
        asked = questions(_bounds(on_sqlite), _tiles(folder), plan.different)
        parcels = count_parcels(plan.county)
        return [
            one
            for question in asked
            for one in _side_by_side(question, ours, peers, plan.wrk_seconds, parcels)
        ]


def _our_site(name: str, place: Place) -> InterfaceSite:
    with closing(Client(place)) as client:
        told = orjson.loads(client.get("/tiles/parcels.json"))
    return our_site(name, place, told["tiles"][0])


def _bounds(place: Place) -> Bbox:
    with closing(Client(place)) as client:
        return Bbox(*orjson.loads(client.get("/tiles/parcels.json"))["bounds"])


def _tiles(folder: Path) -> list[tuple[int, int, int]]:
    return tiles_of(next((folder / "tiles").glob("*.pmtiles")), _TILES)


def _side_by_side(
    question: Question,
    ours: Sequence[InterfaceSite],
    peers: Sequence[InterfaceSite],
    seconds: int,
    parcels: int,
) -> Iterator[Measurement]:
    """Ours on each store beside the better of the others, then beside the rest of them."""
    able = [site for site in (*ours, *peers) if question.asked_of(site)]
    require_same_answers(question, able)
    measured = _by_turns(question, able, seconds)
    others = sorted(
        (site.name for site in peers if site.name in measured),
        key=lambda name: -measured[name]["requests_per_second"],
    )
    for site in ours:
        for place, other in enumerate(others):
            if place and site is not ours[0]:
                continue
            store = site.name.removeprefix(_OURS)
            yield Measurement(
                f"OGC API: {question.what}, of {parcels:,} parcels {store}",
                measured[site.name],
                Peer(other, measured[other]),
                () if place else _LIMITS,
            )


def _left_out(site: InterfaceSite, question: Question, problem: NotAnsweredError) -> None:
    """Say that a peer fails under so many readers: to be faster than that is nothing.

    Raises:
        NotAnsweredError: It is ours.
    """
    if site.name.startswith(_OURS):
        raise problem
    click.echo(f"Left out, asked for {question.what}: {site.name}. {problem}", err=True)


def _by_turns(question: Question, sites: Sequence[InterfaceSite], seconds: int) -> Measured:
    files = {
        site.name: address_file(f"interface_{place}", question.addresses(site))
        for place, site in enumerate(sites)
    }
    rounds: dict[str, list[Figures]] = {site.name: [] for site in sites}
    for site in [site for _ in range(_ROUNDS) for site in sites]:
        if site.name in rounds:
            readers = Readers(compressed=question.compressed)
            try:
                rounds[site.name].append(wrk(site.place, files[site.name], seconds, readers))
            except NotAnsweredError as problem:
                _left_out(site, question, problem)
                del rounds[site.name]
    return {name: middle_of_rounds(found) for name, found in rounds.items()}
