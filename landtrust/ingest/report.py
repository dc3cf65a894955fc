"""What a load did, county by county."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class CountyReport:
    """The counts of one county's load; every row of the file is kept or rejected.

    Attributes:
        parcels_spared: Stored parcels that stay as they were, because their rows cannot be used.
        outlines_kept: Rows with a point alone, whose parcel is stored and keeps its outline.
        outside_county: Kept rows whose label point lies outside the county's outline.
        repeated: Parcel numbers met more than once, with the later rows that have them.
        examples: The first rows rejected for each reason.
        rejected: Rows that could not be used, by reason.
        changes: Parcels that differ from the former snapshot, by kind of change.
    """

    county_fips: str
    county_name: str
    snapshot_id: int = 0
    former_snapshot_ids: list[int] = field(default_factory=list)
    read: int = 0
    kept: int = 0
    repaired: int = 0
    entries_written: int = 0
    parcels_new: int = 0
    parcels_gone: int = 0
    parcels_spared: int = 0
    roll_year: int | None = None
    outlines_kept: int = 0
    outside_county: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    examples: dict[str, list[int]] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class LoadReport:
    """What came of a file."""

    file_name: str
    source_key: str
    sha256: str
    counties: list[CountyReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def read(self) -> int:
        """Rows of the file."""
        return sum(county.read for county in self.counties)

    @property
    def kept(self) -> int:
        """Rows that are stored."""
        return sum(county.kept for county in self.counties)

    @property
    def entries_written(self) -> int:
        """Roll entries new in this load."""
        return sum(county.entries_written for county in self.counties)
