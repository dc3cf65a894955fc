"""What a load did, as a person reads it."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from landtrust.ingest.report import CountyReport, LoadReport

_NUMBERS_NAMED = 10


def print_summary(console: Console, report: LoadReport) -> None:
    """Print the closing summary of a load."""
    for county in report.counties:
        console.print(_table(county))
        for sentence in _sentences(county):
            console.print(Text(sentence))
    for note in report.notes:
        console.print(Text(f"Note: {note}"), style="dim")
    rows = "1 row" if report.read == 1 else f"{report.read:,} rows"
    console.print(f"{rows} in {report.seconds:,.1f} seconds.")


def _table(county: CountyReport) -> Table:
    table = Table(title=f"{county.county_name} County ({county.county_fips})", title_justify="left")
    table.add_column("Rows", justify="left")
    table.add_column("Number", justify="right")
    for name, number in _rows(county):
        table.add_row(Text(name), f"{number:,}")
    return table


def _rows(county: CountyReport) -> Iterator[tuple[str, int]]:
    yield "read", county.read
    yield "kept", county.kept
    yield "of these with a repaired outline", county.repaired
    if county.outlines_kept:
        yield "read with a point alone, for a parcel that is stored", county.outlines_kept
    for reason, number in county.rejected.most_common():
        yield f"rejected: {reason}", number
    if county.parcels_spared:
        yield "parcels left as they were, whose rows cannot be used", county.parcels_spared
    yield "parcels seen for the first time", county.parcels_new
    for kind, number in sorted(county.changes.items()):
        yield f"changed since the last snapshot: {kind}", number
    yield "new entries of the roll", county.entries_written


def _sentences(county: CountyReport) -> Iterator[str]:
    if county.former_snapshot_ids and not county.entries_written:
        yield "The roll says what it said in the last snapshot: no new entry was written."
    for reason, rows in county.examples.items():
        yield f"Rejected ({reason}): row {_listed(rows)}."
    if county.repeated:
        named = [
            f"{number} (again in row {_listed(rows)})"
            for number, rows in list(county.repeated.items())[:_NUMBERS_NAMED]
        ]
        yield f"Parcel numbers met more than once: {len(county.repeated):,}: {'; '.join(named)}."
    if county.outside_county:
        yield (
            f"{county.outside_county:,} of the parcels kept "
            f"{'lies' if county.outside_county == 1 else 'lie'} outside the outline of "
            f"{county.county_name} County."
        )


def _listed(rows: list[int]) -> str:
    more = " …" if len(rows) > _NUMBERS_NAMED else ""
    return ", ".join(f"{row:,}" for row in rows[:_NUMBERS_NAMED]) + more
