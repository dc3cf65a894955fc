"""Counties and regions in numbers as files: one number a row, as CSV and as Parquet.

Source:
    RFC 4180; H. Wickham, “Tidy Data”, Journal of Statistical Software 59 (2014): each variable a
    column, each observation a row.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from landtrust.analysis.summaries import SummaryRow
from landtrust.phrases import Phrase

CSV_TYPE = "text/csv; charset=utf-8; header=present"
PARQUET_TYPE = "application/vnd.apache.parquet"

_ZSTD_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Described:
    """A line of the dictionary of these files.

    Attributes:
        name: As the files have it.
        meaning: In one or two plain sentences.
        unit: Of its values; empty where they have none.
    """

    name: str
    meaning: Phrase
    unit: str = ""


SUMMARY_COLUMNS = (
    Described(
        "region_type",
        Phrase(
            "What the region is: everywhere (all that is loaded), county, region (a named "
            "set of counties)."
        ),
    ),
    Described(
        "region",
        Phrase("The code of the county, five digits, or the key of the region."),
    ),
    Described(
        "region_name",
        Phrase("What people call it."),
    ),
    Described(
        "year",
        Phrase(
            "The year. Its numbers are of the land as the rolls had it at its end: of each "
            "county the newest load that speaks for that day or one before."
        ),
    ),
    Described(
        "as_of",
        Phrase(
            "The day for which they hold: 31 December; of the last year, the day of the "
            "newest load."
        ),
    ),
    Described(
        "measure",
        Phrase("What is measured, a code; the measures are listed beside."),
    ),
    Described(
        "class",
        Phrase("Of which part of it, a code; “all” is the whole."),
    ),
    Described(
        "value",
        Phrase("The number."),
    ),
    Described(
        "unit",
        Phrase("What it counts: parcels, acres, counties, owners, or share (from 0 to 1)."),
    ),
)
"""The columns, in their order."""

SUMMARY_MEASURES = (
    Described(
        "counties",
        Phrase(
            "Counties of the region: loaded, and all. Where some are missing, every other "
            "number is of those that are loaded."
        ),
        "counties",
    ),
    Described(
        "parcels_by_owner_kind",
        Phrase("Parcels by kind of owner, read from the owner's name by rules."),
        "parcels",
    ),
    Described(
        "acres_by_owner_kind",
        Phrase(
            "The same in acres, measured from outlines in EPSG:3814; a sum of areas to a "
            "hundredth of a square meter."
        ),
        "acres",
    ),
    Described(
        "parcels_by_vacancy",
        Phrase("Parcels by whether there is no building: yes, no, unknown."),
        "parcels",
    ),
    Described(
        "acres_by_vacancy",
        Phrase("The same in acres."),
        "acres",
    ),
    Described(
        "parcels_held_in_common",
        Phrase(
            "Parcels held by the trust or a cooperative on that day, as far as it is published."
        ),
        "parcels",
    ),
    Described(
        "acres_held_in_common",
        Phrase("The same in acres."),
        "acres",
    ),
    Described(
        "owners",
        Phrase(
            "Owners that a roll names, told apart by their words; “all”, or "
            "“without_governments”. This and the shares below are left out where there are "
            "fewer than 100."
        ),
        "owners",
    ),
    Described(
        "largest_10_share_of_acres",
        Phrase("The share of the ten largest owners in the acres of all that are named."),
        "share",
    ),
    Described(
        "largest_10_share_of_parcels",
        Phrase("The same of parcels: the ten with the most."),
        "share",
    ),
    Described(
        "largest_percent_share_of_acres",
        Phrase(
            "The share of the largest one in a hundred owners; left out where there are "
            "fewer than 1,000."
        ),
        "share",
    ),
    Described(
        "largest_percent_share_of_parcels",
        Phrase("The same of parcels."),
        "share",
    ),
    Described(
        "hhi_of_acres",
        Phrase(
            "The sum of the squares of all owners' shares in the acres (Herfindahl-"
            "Hirschman): 1 where one owns all."
        ),
        "share",
    ),
    Described(
        "hhi_of_parcels",
        Phrase("The same of parcels."),
        "share",
    ),
    Described(
        "gini_of_acres",
        Phrase("The Gini coefficient of acres over owners: 0 where all own the same."),
        "share",
    ),
    Described(
        "gini_of_parcels",
        Phrase("The same of parcels."),
        "share",
    ),
    Described(
        "parcels_added",
        Phrase(
            "Parcels whose number was not on the roll a year before. This and what follows "
            "is of counties that both years have."
        ),
        "parcels",
    ),
    Described(
        "parcels_gone",
        Phrase("Parcels whose number is no longer on the roll."),
        "parcels",
    ),
    Described(
        "parcels_to_other_owner_kind",
        Phrase(
            "Parcels that both years have and whose kind of owner is another; the class "
            "says before>after."
        ),
        "parcels",
    ),
    Described(
        "acres_to_other_owner_kind",
        Phrase("The same in acres, as they are at the end of the year."),
        "acres",
    ),
)
"""What is measured; a measure that a region and year have nothing of is left out."""

_SCHEMA = pa.schema(
    [
        pa.field(one.name, {"year": pa.int32(), "value": pa.float64()}.get(one.name, pa.string()))
        for one in SUMMARY_COLUMNS
    ]
)


def summary_table(rows: Iterable[SummaryRow]) -> pa.Table:
    """The rows as columns."""
    return pa.Table.from_pylist(
        [dict(zip(_SCHEMA.names, _cells(row), strict=True)) for row in rows], _SCHEMA
    )


def joined(*tables: pa.Table) -> pa.Table:
    """Several tables of such rows as one, in order."""
    keys = ("region_type", "region", "year", "measure", "class")
    return pa.concat_tables(tables).sort_by([(key, "ascending") for key in keys])


def summary_csv(table: pa.Table) -> bytes:
    """The table as CSV; whole numbers are written as such."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(table.column_names)
    for row in table.to_pylist():
        lines.writerow({**row, "value": _written(row["value"])}.values())
    return written.getvalue().encode()


def summary_parquet(table: pa.Table) -> bytes:
    """The table as Parquet; each column says what it means."""
    meanings = {one.name: {b"description": one.meaning.encode()} for one in SUMMARY_COLUMNS}
    fields = [field.with_metadata(meanings[field.name]) for field in table.schema]
    written = io.BytesIO()
    described = table.cast(pa.schema(fields))
    pq.write_table(described, written, compression="zstd", compression_level=_ZSTD_LEVEL)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class SummaryForm:
    """A form of these files.

    Attributes:
        extension: How a file's name ends.
        media_type: As HTTP calls it.
        name: As people call it.
        made: The bytes of the file.
    """

    extension: str
    media_type: str
    name: Phrase
    made: Callable[[pa.Table], bytes]

    def write(self, rows: Iterable[SummaryRow], path: Path) -> None:
        """Write the rows into a file; one that is there is replaced."""
        path.write_bytes(self.made(summary_table(rows)))


SUMMARY_FORMS = {
    form.extension: form
    for form in (
        SummaryForm("csv", CSV_TYPE, Phrase("CSV"), summary_csv),
        SummaryForm("parquet", PARQUET_TYPE, Phrase("Parquet"), summary_parquet),
    )
}
"""Every form, by its extension."""


def _cells(row: SummaryRow) -> tuple[object, ...]:
    place = row.place
    return (
        place.type,
        place.key,
        place.name,
        row.year,
        row.as_of.isoformat(),
        row.measure,
        row.class_,
        row.value,
        row.unit,
    )


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
