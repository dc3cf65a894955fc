"""The loads that there are, as programs read them: what each is of, and under which terms."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict

from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.sources.source import Source

FORM = "landtrust-snapshots"
"""The word by which a program knows that the list is of a site of this kind."""


class SnapshotNote(BaseModel):
    """What is said of a load.

    Attributes:
        id: The number of the load; it rises from load to load.
        source: The key of its source.
        publisher: None where the source is none that we know.
        licence: The terms, or in plain words that the publisher states none; None like that.
        credit: What a map or a paper made from it has to say; None like that.
        retrieved: When (UTC).
        rows: How many rows of the file are in it.
        is_current: Whether no later load has taken its place.
    """

    model_config = ConfigDict(frozen=True)  # what a newer site says besides is left out

    id: int
    county_fips: str
    county: str
    state: str
    source: str
    title: str
    publisher: str | None
    licence: str | None
    credit: str | None
    retrieved: str
    roll_year: int | None
    sha256: str
    rows: int
    invented: bool
    is_current: bool


def snapshot_notes(
    snapshots: Iterable[LoadedSnapshot], sources: Mapping[str, Source]
) -> list[SnapshotNote]:
    """What is said of these loads.

    Args:
        snapshots: The loads.
        sources: The sources that we know, by key; a file may have come without one.
    """
    return [_note(one, sources.get(one.source_key)) for one in snapshots]


def _note(snapshot: LoadedSnapshot, source: Source | None) -> SnapshotNote:
    return SnapshotNote(
        id=snapshot.id,
        county_fips=snapshot.county_fips,
        county=snapshot.county_name,
        state=snapshot.state,
        source=snapshot.source_key,
        title=snapshot.source_title,
        publisher=None if source is None else source.publisher,
        licence=None if source is None else source.licence,
        credit=None if source is None else source.credit,
        retrieved=snapshot.retrieved_at.isoformat(timespec="seconds"),
        roll_year=snapshot.roll_year,
        sha256=snapshot.sha256,
        rows=snapshot.rows_kept,
        invented=snapshot.invented,
        is_current=snapshot.is_current,
    )
