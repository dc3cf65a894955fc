"""List page, box, parcel page and counts over HTTP, beside SQLite and pyogrio in this process."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import orjson

from landtrust.domain.extent import Bbox
from tests.benchmarks.loading import geopackage_copy, loaded_store
from tests.benchmarks.peer_queries import PeerTable
from tests.benchmarks.program import served
from tests.benchmarks.questions import boxes, filters, places_in_list
from tests.benchmarks.results import Measurement, Peer
from tests.benchmarks.scale_sets import Plan, count_parcels
from tests.benchmarks.traffic import Answers, Client, call_each

_SLOW_PEER_CALLS = 5  # each reads the whole table
_SIDES_DEGREES = (0.02, 0.1)
_PAGE_ROWS = 50
_LIST_ROW = re.compile(rb'<th scope="row">')
_FEATURE = re.compile(rb'"type":"Feature"')
_PARCEL_LINK = re.compile(rb'href="(/parcels/\d{5}-[^"]+)"')


def measure_queries(plan: Plan) -> list[Measurement]:
    """Everything that is asked of the larger size."""
    with (
        served(loaded_store(plan.state)) as place,
        closing(Client(place)) as client,
        closing(PeerTable(geopackage_copy(plan.state))) as table,
    ):
        both = _Both(client, table, count_parcels(plan.state), plan.requests)
        return [
            both.pages(),
            both.filtered(),
            *both.in_boxes(),
            both.parcel_pages(),
            both.counts(),
        ]


@dataclass(frozen=True)
class _Both:
    """Us and the peer, asked the same.

    Attributes:
        client: Asks our server.
        table: The peer's.
        parcels: How many there are.
        requests: How often each is asked.
    """

    client: Client
    table: PeerTable
    parcels: int
    requests: int

    def pages(self) -> Measurement:
        places = places_in_list(self.parcels, self.requests)
        return _beside(
            f"List page of {self.parcels:,} parcels, anywhere",
            self.client.ask([f"/parcels?after={one + 1}" for one in places], _LIST_ROW),
            "SQLite selects 50 rows",
            call_each([partial(self.table.page, one) for one in places]),
        )

    def filtered(self) -> Measurement:
        chosen = list(filters(self.parcels, self.requests))
        paths = [f"/parcels?{one.query()}&after={one.after + 1}" for one in chosen]
        return _beside(
            f"List page of {self.parcels:,} parcels, filtered, with the total",
            self.client.ask(paths, _LIST_ROW),
            "SQLite selects 50 rows, without the total",
            call_each([partial(self.table.filtered, one) for one in chosen]),
        )

    def in_boxes(self) -> Iterator[Measurement]:
        within = Bbox(*orjson.loads(self.client.get("/tiles/parcels.json"))["bounds"])
        for side in _SIDES_DEGREES:
            asked = list(boxes(within, side, self.requests))
            queries = [f"bbox={','.join(map(str, one))}" for one in asked]
            yield _beside(
                f"List page of a box of {side}° in {self.parcels:,} parcels, with the total",
                self.client.ask([f"/parcels?{one}" for one in queries], _LIST_ROW),
                "pyogrio reads 50 rows of the box",
                call_each([partial(self.table.in_box, one, _PAGE_ROWS) for one in asked]),
            )
            yield _beside(
                f"All of a box of {side}° in {self.parcels:,} parcels, as GeoJSON",
                self.client.ask([f"/parcels.geojson?{one}" for one in queries], _FEATURE),
                "pyogrio reads all rows of the box",
                call_each([partial(self.table.in_box, one) for one in asked]),
            )

    def parcel_pages(self) -> Measurement:
        places = places_in_list(self.parcels, self.requests)
        return _beside(
            f"Page of one parcel in {self.parcels:,}",
            self.client.ask([self._parcel_address(one) for one in places]),
            "SQLite selects a row and those around it",
            call_each([partial(self.table.with_neighbours, one + 1) for one in places]),
        )

    def counts(self) -> Measurement:
        chosen = list(filters(self.parcels, self.requests))
        paths = [f"/parcels/counts.json?by=vacant&{one.query()}" for one in chosen]
        return _beside(
            f"Counts by vacancy of {self.parcels:,} parcels, filtered",
            self.client.ask(paths),
            f"SQLite groups the same, {_SLOW_PEER_CALLS} times",
            call_each([partial(self.table.counts, one) for one in chosen[:_SLOW_PEER_CALLS]]),
        )

    def _parcel_address(self, place: int) -> str:
        page = self.client.get(f"/parcels?limit=1&before={place + 2}")
        found = _PARCEL_LINK.search(page)
        if found is None:
            raise RuntimeError("The list has no link to a parcel.")
        return found[1].decode()


def _beside(what: str, ours: Answers, peer_name: str, peer: Answers) -> Measurement:
    return Measurement(what, ours.figures(), Peer(peer_name, peer.figures()))
