"""What a file of parcels says of itself: where its data come from, and of which time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.then import Then

TITLE = "Parcels"

_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FileNotes:
    """The loads that a file is of.

    Attributes:
        snapshots: Those that are current in its counties, or were at the time that it is of.
        then: That time; None: its own.
    """

    snapshots: tuple[LoadedSnapshot, ...]
    then: Then | None = None

    @property
    def moment(self) -> datetime:
        """When the newest of the data came (UTC).

        Files have it in the place of a clock, so that the same parcels give the same bytes.
        """
        ended = (one.finished_at or one.retrieved_at for one in self.snapshots)
        return max(ended, default=_BEFORE_ALL).astimezone(UTC)

    @property
    def description(self) -> str:
        """All of it in one text."""
        return " ".join(self.sentences())

    def sentences(self) -> Iterator[str]:
        """The time, one for each load, and what holds for all."""
        if self.then is not None:
            yield self.then.sentence
        for one in self.snapshots:
            made_up = " These data are invented." if one.invented else ""
            yield (
                f"{one.county_name} County, {one.state}: {one.source_title}, retrieved on "
                f"{one.day.isoformat()}, SHA-256 {one.sha256}.{made_up}"
            )
        yield "Longitude and latitude in degrees (WGS 84), outlines to seven decimals."
        yield "Values are dollars; areas are measured in EPSG:3814 (NAD83 / Mississippi TM)."
        yield "An outline is not a survey, and nothing here is legal advice."
