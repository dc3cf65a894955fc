"""What a load is asked for."""

from dataclasses import dataclass
from pathlib import Path

from landtrust.sources.source import Source


@dataclass(frozen=True)
class LoadRequest:
    """What to load, and how.

    Attributes:
        county_fips: The county that the file is of; None: the rows say it.
        layer: The layer to read; None: the only one that has areas.
        crs: The coordinate system, where the file states none or a wrong one.
        roll_year: The year of the roll, where the rows do not say it.
        replace: Put this source in the place of another that holds the county.
        strict: Refuse the whole file if any row is rejected or repeated.
    """

    path: Path
    source: Source
    county_fips: str | None = None
    layer: str | None = None
    crs: str | None = None
    roll_year: int | None = None
    replace: bool = False
    strict: bool = False
