"""Roll entries that have ended, read again by the rules of today.

A load reads anew what the roll still says. What it no longer says stays to be asked for, on the
page of a parcel and in files of former days: a name that our rules have learned to keep from the
public is kept there too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Row, select

from landtrust.analysis.owner_kind_rules import OwnerKindRules, load_owner_kind_rules
from landtrust.analysis.situs_addresses import SitusAddresses, load_situs_addresses
from landtrust.ingest.owner_columns import owner_columns, private_owners
from landtrust.ingest.rows import columns_of
from landtrust.model.parcels import Parcel
from landtrust.model.roll import RollEntry
from landtrust.model.spatial import run_for_each

_BATCH_ROWS = 50_000
_OWNER = ("owner_kind", "owner_rule", "owner_name_public")
_LINES = ("owner_line_1", "owner_line_2")
_SITUS = ("situs_address", "situs_city", "situs_zip")
_RESTATED = (*_OWNER, "situs_address", "situs_as_given")
_READ = ("id", *_OWNER, *_LINES, *_SITUS, "situs_as_given")


@dataclass(frozen=True)
class NameRules:
    """What decides which names of a roll anybody may read.

    Attributes:
        owners: The rules that tell kinds of owners apart.
        situs: Takes people's names out of the land's addresses.
    """

    owners: OwnerKindRules
    situs: SitusAddresses

    @classmethod
    def of(cls, codes_folder: Path) -> Self:
        """Those of the code lists.

        Raises:
            ConfigurationError: A table is missing or cannot work.
        """
        return cls(load_owner_kind_rules(codes_folder), load_situs_addresses(codes_folder))


def reread_ended_entries(connection: Connection, county_fips: str, rules: NameRules) -> None:
    """Let the ended entries of a county say no name that today's rules would not.

    Those without a public name are left as they are: they give none away.
    """
    # All is read before anything is written: SQLite does not say what a reader sees of updates.
    restated = [
        values
        for batch in _named_entries(connection, county_fips)
        for values in _read_otherwise(batch, rules)
    ]
    settings = ", ".join(f"{name} = ?" for name in _RESTATED)
    run_for_each(connection, f"UPDATE roll_entry SET {settings} WHERE id = ?", restated)


def _named_entries(connection: Connection, county_fips: str) -> Iterator[Sequence[Row[Any]]]:
    entries = (
        select(*(getattr(RollEntry, name) for name in _READ))
        .join(Parcel, Parcel.id == RollEntry.parcel_id)
        .where(
            Parcel.county_fips == county_fips,
            RollEntry.recorded_to_id.is_not(None),
            RollEntry.owner_name_public.is_not(None),
        )
        .execution_options(yield_per=_BATCH_ROWS)
    )
    return connection.execute(entries).partitions()


def _read_otherwise(batch: Sequence[Row[Any]], rules: NameRules) -> Iterator[tuple[object, ...]]:
    """Values of ``_RESTATED``, and the id, of the entries that we now read otherwise."""
    line_1, line_2 = _texts(batch, _LINES)
    owners = pa.table(owner_columns(line_1, line_2, rules.owners))
    readings = zip(*columns_of(owners, *_OWNER), strict=True)
    differs = [
        reading != (row.owner_kind, row.owner_rule, row.owner_name_public)
        for reading, row in zip(readings, batch, strict=True)
    ]
    changed = list(compress(batch, differs))
    owners = owners.filter(pa.array(differs, pa.bool_())).combine_chunks()
    addresses = _addresses(changed, owners.column("owner_name_public"), rules.situs)
    numbers = (row.id for row in changed)
    return zip(*columns_of(owners, *_OWNER), *addresses, numbers, strict=True)


def _addresses(
    rows: Sequence[Row[Any]], public_names: pa.ChunkedArray, situs: SitusAddresses
) -> tuple[list[object], list[object]]:
    """Addresses without the names that are private now, and as given where one was cut off."""
    address, city, zip_code = _texts(rows, _SITUS)
    (as_given,) = _texts(rows, ("situs_as_given",))
    line_1, line_2 = _texts(rows, _LINES)
    private = private_owners(line_1, line_2, public_names.combine_chunks())
    kept = situs.clean(address, private)
    whole = pc.binary_join_element_wise(address, city, zip_code, " | ", null_handling="replace")
    is_cut = pc.fill_null(pc.not_equal(address, kept), pc.is_valid(address))
    newly = pc.if_else(is_cut, whole, pa.scalar(None, pa.string()))
    return kept.to_pylist(), pc.coalesce(as_given, newly).to_pylist()


def _texts(rows: Sequence[Row[Any]], names: Sequence[str]) -> list[pa.Array]:
    return [pa.array([getattr(row, name) for row in rows], pa.string()) for name in names]
