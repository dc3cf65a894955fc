"""A parcel of which little is known, to be told of as tests want it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from landtrust.domain.tax_forfeits import SOURCES
from landtrust.queries.held_since import HeldSince
from landtrust.queries.holdings import Holder, HoldingRow
from landtrust.queries.parcels import ParcelRow
from landtrust.queries.parties import PartyRow
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.web.parcel_words import KnownOfParcel, ParcelStory

TODAY = date(2026, 11, 23)
SNAPSHOT = LoadedSnapshot(
    id=1, county_fips="28049", county_name="Hinds", state="MS", source_key="maris_west",
    source_title="A roll", invented=False, file_name=None, sha256="ab" * 32,
    retrieved_at=datetime(2026, 8, 3, tzinfo=UTC), finished_at=None, roll_year=2026,
    crs_declared=None, crs_used="EPSG:4326", rows_read=1, rows_kept=1, rows_repaired=0,
    rows_rejected=0, remarks=(), is_current=True,
)  # fmt: skip
LISTED = replace(SNAPSHOT, source_key=min(SOURCES))
LOT = ParcelRow(
    id=1, public_id="28049-1", county_fips="28049", parcel_number="1", situs_address=None,
    situs_city=None, situs_zip=None, owner_kind="person", owner_name=None, land_use=None,
    land_value_cents=None, improvement_value_cents=None, total_value_cents=None, area_sqm=809.4,
    vacant=None, roll_year=None, snapshot=SNAPSHOT,
)  # fmt: skip
SINCE = HeldSince(2023, date(2023, 9, 1), is_oldest=False)


def _trust(name: str | None) -> PartyRow:
    return PartyRow(
        id=1, kind="organization", group_kind=None, name=name, is_trust=True, is_public=True,
        note=None,
    )  # fmt: skip


def holding(*, is_common: bool, is_leased: bool = False, name: str = "The Trust") -> HoldingRow:
    """A holding of one owner, which the trust has published."""
    return HoldingRow(
        id=1, name="A lot", since=date(2015, 3, 1), owners=(Holder(_trust(name), Fraction(1)),),
        pieces=(), is_common=is_common, is_leased=is_leased, public_parts=frozenset({"holding"}),
    )  # fmt: skip


def known(row: ParcelRow = LOT, **values: object) -> KnownOfParcel:
    """What is known of a parcel: nothing but its row, and these values."""
    unknown = KnownOfParcel(row, since=None, holding=None, tax_status=None, today=TODAY)
    return replace(unknown, **values)  # type: ignore[arg-type]


def all_texts(story: ParcelStory) -> list[str]:
    """Every sentence of a story."""
    return [*story.lead, *(one.text for one in (*story.could_happen, *story.can_be_done))]
