"""A database, read as the site reads it and never written to."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pyarrow as pa
from sqlalchemy import Connection, Engine

from landtrust.assets import data_folder
from landtrust.database import require_current_tables, shown_address
from landtrust.domain.served_crs import served_crs
from landtrust.exports.parcel_table import table_batches, table_schema
from landtrust.exports.served_features import served_features
from landtrust.exports.snapshot_notes import SnapshotNote, snapshot_notes
from landtrust.notebook.door import COUNTIES, HOLDINGS, REGIONS, FoundParcels
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.features.asking import Asking
from landtrust.queries.features.holdings import holding_features
from landtrust.queries.features.listed import ListedFeatures
from landtrust.queries.features.places import county_features, region_features
from landtrust.queries.parcels import Snapshots
from landtrust.queries.places import place_names
from landtrust.queries.snapshots import all_snapshots, ended_snapshots, parcel_snapshots
from landtrust.queries.then import AS_OF, loads_read
from landtrust.queries.visibility import Tier, hidden_kinds
from landtrust.sources.catalog import load_sources
from landtrust.sources.codes import map_classes
from landtrust.web.asked_times import query_of, read_then
from landtrust.web.ogc.times import Days, within
from landtrust.web.requests import FilterReader

_EVERY = 2**31
"""More features than a collection that is listed whole can have."""


class DatabaseDoor:
    """A database.

    Args:
        engine: It; closed with the door.
        tier: Whose eyes its answers are for.
    """

    def __init__(self, engine: Engine, tier: Tier) -> None:
        """Check that its tables are those of this program.

        Raises:
            LandTrustError: They are not, or the database does not answer.
        """
        require_current_tables(engine)
        self._engine = engine
        self.tier = tier
        self._classes = map_classes(data_folder()).without("owner_kind", hidden_kinds(tier))
        self._sources = load_sources(data_folder() / "sources")

    @property
    def address(self) -> str:
        """Where the database is, without a password."""
        return shown_address(self._engine)

    def snapshots(self) -> list[SnapshotNote]:
        """Every load that is current, or once was."""
        with self._engine.connect() as connection:
            return snapshot_notes(ended_snapshots(connection), self._sources)

    def parcels(self, parameters: Mapping[str, str]) -> FoundParcels:
        """The parcels that fit a filter, batch by batch from one state of the database."""
        with self._engine.connect() as connection:
            every = {one.id: one for one in all_snapshots(connection, self.tier)}
            chosen = self._chosen(connection, parameters, every)
            with chosen.stream(connection, every) as batches:
                table = pa.Table.from_batches(table_batches(batches), table_schema())
            counties = place_names(connection).counties_of(chosen.wanted)
        of = loads_read(chosen.then, every.values(), counties)
        notes = snapshot_notes(sorted(of, key=lambda one: one.id), self._sources)
        query = query_of(chosen.wanted, chosen.then)
        return FoundParcels(table, notes, f"{self.address}?{query}" if query else self.address)

    def count(self, parameters: Mapping[str, str]) -> int:
        """How many parcels fit a filter."""
        with self._engine.connect() as connection:
            every = {one.id: one for one in all_snapshots(connection, self.tier)}
            return self._chosen(connection, parameters, every).count(connection)

    def features(self, collection: str, as_of: date | None = None) -> list[dict[str, Any]]:
        """All features of a collection, as GeoJSON."""
        listed = self._collection(collection)
        days = None if as_of is None else Days(as_of, as_of)
        condition = None if days is None else within(days, "valid_from", "valid_to")
        with self._engine.connect() as connection:
            page = listed.page(connection, Asking(condition=condition, limit=_EVERY))
        served = served_features(page.features, served_crs()[0], dict)
        # As it comes from a site: days are texts there.
        told: list[dict[str, Any]] = orjson.loads(orjson.dumps(served))
        return told

    def features_address(self, collection: str, as_of: date | None = None) -> str:
        """Where the same features are to be had again."""
        asked = "" if as_of is None else f"?{AS_OF}={as_of.isoformat()}"
        return f"{self.address}#{collection}{asked}"

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _chosen(
        self, connection: Connection, parameters: Mapping[str, str], every: Snapshots
    ) -> ChosenParcels:
        today = datetime.now(UTC).date()
        wanted = FilterReader(self._classes, today).read(parameters)
        places = place_names(connection)
        places.require(wanted)
        brought, counties = parcel_snapshots(connection), places.counties_of(wanted)
        then = read_then(parameters, every.values(), brought, counties, today)
        return ChosenParcels(wanted, self.tier, then)

    def _collection(self, name: str) -> ListedFeatures:
        found = {
            COUNTIES: county_features(),
            HOLDINGS: holding_features(self.tier),
            REGIONS: region_features(),
        }
        return found[name]
