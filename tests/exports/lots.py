"""Made-up parcels as the exports get them, without a store."""

from datetime import UTC, datetime

import shapely

from landtrust.exports.file_notes import FileNotes
from landtrust.queries.parcels import ParcelRow
from landtrust.queries.snapshots import LoadedSnapshot

DAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
SNAPSHOT = LoadedSnapshot(
    id=1, county_fips="28049", county_name="Hinds", state="MS", source_key="sample",
    source_title="Made up", invented=True, file_name=None, sha256="ab" * 32, retrieved_at=DAY,
    finished_at=DAY, roll_year=2026, crs_declared=None, crs_used="EPSG:4326", rows_read=1,
    rows_kept=1, rows_repaired=0, rows_rejected=0, remarks=(), is_current=True,
)  # fmt: skip
NOTES = FileNotes((SNAPSHOT,))


def two_boxes(west: float, south: float) -> bytes:
    """An outline of two parts (WKB), the first of which begins at this corner."""
    box = shapely.box(west, south, west + 0.0003, south + 0.0004)
    far = shapely.box(west + 0.001, south, west + 0.0012, south + 0.0002)
    return bytes(shapely.to_wkb(shapely.MultiPolygon([box, far])))


def lot_row(number: int, **facts: object) -> ParcelRow:
    """A parcel; fifty to a row of a town.

    Args:
        number: Says what it is called and where it lies.
        facts: What it says instead.
    """
    row = ParcelRow(
        id=number, public_id=f"28049-{number}", county_fips="28049", parcel_number=str(number),
        situs_address="1 EXAMPLE ST", situs_city=None, situs_zip="00213", owner_kind="business",
        owner_name="SAMPLE LLC", land_use=None, land_value_cents=150, improvement_value_cents=None,
        total_value_cents=0, area_sqm=4046.86, vacant=None, roll_year=2026, snapshot=SNAPSHOT,
        outline_lonlat=two_boxes(-90.2 + number % 50 / 1000, 32.3 + number // 50 / 1000),
    )  # fmt: skip
    return row._replace(**facts)  # type: ignore[arg-type]
