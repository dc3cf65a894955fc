"""What a site and a database are asked for alike, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from landtrust.exports.snapshot_notes import SnapshotNote
from landtrust.queries.then import AS_OF, SNAPSHOT
from landtrust.queries.visibility import Tier

TIME_NAMES = (SNAPSHOT, AS_OF)
"""The parameters that ask for a former time: one load, or a day in law."""

COUNTIES, HOLDINGS, REGIONS = "counties", "holdings", "regions"
"""Collections of the interface for programs, which a notebook asks for too."""


@dataclass(frozen=True, slots=True)
class FoundParcels:
    """Parcels, as they were found.

    Attributes:
        table: The columns of every file of parcels, with outlines as WKB in longitude and
            latitude.
        snapshots: The loads that they are of.
        address: Where the same parcels are to be had again.
    """

    table: pa.Table
    snapshots: Sequence[SnapshotNote]
    address: str


class Door(Protocol):
    """A site, or a database."""

    @property
    def address(self) -> str:
        """Where it is, without a password."""
        ...

    @property
    def tier(self) -> Tier:
        """Whose eyes its answers are for."""
        ...

    def snapshots(self) -> list[SnapshotNote]:
        """Every load that is current, or once was."""
        ...

    def parcels(self, parameters: Mapping[str, str]) -> FoundParcels:
        """The parcels that fit a filter, written as in addresses."""
        ...

    def count(self, parameters: Mapping[str, str]) -> int:
        """How many they are."""
        ...

    def features(self, collection: str, as_of: date | None = None) -> list[dict[str, Any]]:
        """All features of a collection, as GeoJSON; of land that is held, those of a day."""
        ...

    def features_address(self, collection: str, as_of: date | None = None) -> str:
        """Where the same features are to be had again."""
        ...

    def close(self) -> None:
        """Let go of what it holds open."""
        ...
