"""The growth of common land as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from landtrust.domain.crs import acres
from landtrust.domain.growth import Land, YearOfGrowth

_AMOUNTS = ("held", "gained", "lost")
_HEADINGS = (
    "year",
    "until",
    "holdings",
    "holdings_leased_out",
    *(f"{name}_{unit}" for name in _AMOUNTS for unit in ("parcels", "acres", "sqm")),
)


def growth_csv(years: Iterable[YearOfGrowth]) -> bytes:
    """The years as CSV (RFC 4180), a year a line; numbers and days alone, nothing typed."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(_HEADINGS)
    for one in years:
        lands = (one.held.land, one.gained, one.lost)
        amounts = [cell for land in lands for cell in _cells(land)]
        lines.writerow((one.year, one.until, one.held.holdings, one.held.leased, *amounts))
    return written.getvalue().encode()


def _cells(land: Land) -> tuple[int, str, str]:
    return land.parcels, f"{acres(land.area_sqm):.4f}", f"{land.area_sqm:.1f}"
