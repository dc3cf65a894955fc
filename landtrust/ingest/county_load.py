"""One county's load: its batches sorted into new, known and repeated, then closed."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from landtrust.domain.outlines import NOT_AN_AREA
from landtrust.errors import InvalidInput
from landtrust.ingest.closing import (
    close_entries,
    close_what_is_gone,
    make_current,
    record_changes,
)
from landtrust.ingest.county_store import CountyStore, store_new_parcels, store_rejects
from landtrust.ingest.known_parcels import (
    KnownParcel,
    first_places,
    known_parcels,
    refresh_parcels,
    revive_parcels,
)
from landtrust.ingest.points import with_stored_outlines
from landtrust.ingest.rows import NO_PARCEL, UNKNOWN_COUNTY
from landtrust.ingest.waiting import WaitingRows, settle
from landtrust.ingest.whereabouts import Whereabouts

MOST_REPEATED_NAMED = 1_000
_ASK = " Is it another county, or another coordinate system (--crs)?"
_POINTS_ALONE = (
    " A point or a line has no outline, so it can only bring news of a parcel that is stored: "
    "load a file with the outlines first."
)


class Role(IntEnum):
    """What a row is to the parcels that are stored already."""

    NEW = 0
    KNOWN = 1
    RETURNED = 2
    REPEATED = 3


Flags = NDArray[np.bool_]


@dataclass
class CountyLoad:
    """The rows of one county on their way into the store.

    Attributes:
        store: Where they go.
        whereabouts: The county, and where outlines lie that are not in it.
        complete: Whether the source has every parcel of its area, so that one that is absent
            is gone.
        source_keys: The sources whose entries this load may end.
        points_only: Whether no row can have an outline, so that rows are news of stored parcels.
            In a file of outlines a point beside them stays rejected: whether its parcel is
            stored would depend on what was loaded before.
        spares: Whether a stored parcel stays as it was when its row cannot be used. Not where
            another source's parcels are to go.
    """

    store: CountyStore
    whereabouts: Whereabouts
    complete: bool
    source_keys: list[str]
    waiting: WaitingRows = field(default_factory=WaitingRows)
    points_only: bool = False
    spares: bool = True
    _spared: set[int] = field(default_factory=set)

    def write(self, rows: pa.Table) -> None:
        """Store one batch of normalised rows."""
        report = self.store.report
        report.read += rows.num_rows
        if self.points_only:
            rows = with_stored_outlines(self.store, rows, self.whereabouts.crs_used)
        rejected = pc.is_valid(rows.column("reject_reason"))
        unfit = rows.filter(rejected)
        store_rejects(self.store, unfit)
        self.whereabouts.note_rejected(unfit)
        self._spare(unfit)
        fit = rows.filter(pc.invert(rejected))
        if fit.num_rows:
            self._count(fit)
            self._sort(fit)
        if self.waiting.many:
            settle(self.store, self.waiting)

    def finish(self) -> None:
        """Settle what waits, close what is gone, and make the snapshot current.

        Raises:
            InvalidInput: No row could be used, or none lies in the county.
        """
        settle(self.store, self.waiting)
        report = self.store.report
        self._refuse_if_useless()
        if self.complete:
            close_what_is_gone(self.store, self._spared)
            close_entries(self.store, self.source_keys, self._spared)
        make_current(self.store.connection, report)

    def _spare(self, unfit: pa.Table) -> None:
        """Remember the stored parcels of rows that cannot be used: they are on the roll still."""
        if self.spares and unfit.num_rows:
            on_the_roll = pc.not_equal(unfit.column("reject_reason"), NO_PARCEL)
            public_ids = unfit.filter(on_the_roll).column("public_id").drop_null().to_pylist()
            self._spared.update(one.parcel_id for one in self._known(public_ids).values())

    def _refuse_if_useless(self) -> None:
        report = self.store.report
        if report.read == report.rejected[UNKNOWN_COUNTY]:
            msg = f"The file has no rows of {report.county_name} County; nothing was stored."
            raise InvalidInput(msg, county_fips=report.county_fips)
        county = f"{report.county_name} County"
        if report.kept == 0:
            reasons = ", ".join(f"{reason}: {n}" for reason, n in report.rejected.most_common())
            advice = _POINTS_ALONE if self.points_only and report.rejected[NOT_AN_AREA] else ""
            msg = (
                f"{_no_row(report.read, county)} ({reasons}); "
                f"nothing was stored.{advice or self.whereabouts.advice()}"
            )
            raise InvalidInput(msg, rejected=dict(report.rejected))
        if report.outside_county == report.kept:
            msg = (
                f"{_no_parcel(report.kept, county)}; "
                f"nothing was stored.{self.whereabouts.advice() or _ASK}"
            )
            raise InvalidInput(msg, county_fips=report.county_fips)

    def _count(self, fit: pa.Table) -> None:
        report = self.store.report
        years = pc.max(fit.column("roll_year")).as_py()
        report.roll_year = max(filter(None, (report.roll_year, years)), default=None)
        outline = self.whereabouts.county.outline_lonlat
        shapely.prepare(outline)
        lons, lats = (fit.column(name).to_numpy() for name in ("label_lon", "label_lat"))
        outside = ~shapely.contains_xy(outline, lons, lats)
        report.outside_county += int(outside.sum())
        self.whereabouts.note_elsewhere(lons[outside], lats[outside])

    def _sort(self, fit: pa.Table) -> None:
        public_ids: list[str] = fit.column("public_id").to_pylist()
        known = self._known(public_ids)
        roles = self._roles(public_ids, first_places(fit.column("public_id")), known)
        ids = {public_id: parcel.parcel_id for public_id, parcel in known.items()}

        def chosen(role: Role) -> tuple[pa.Table, list[int]]:
            mask = roles == role
            if not mask.any():
                return fit.slice(0, 0), []
            places = np.flatnonzero(mask)
            return fit.filter(pa.array(mask)), [ids[public_ids[place]] for place in places]

        new = roles == Role.NEW
        self._store_new(fit if new.all() else fit.filter(pa.array(new)), ids)
        refresh_parcels(self.store, *chosen(Role.KNOWN))
        revive_parcels(self.store, *chosen(Role.RETURNED))
        self._set_outlines_aside(*chosen(Role.KNOWN), known)
        self._set_outlines_aside(*chosen(Role.RETURNED), known)
        self._set_repeats_aside(*chosen(Role.REPEATED))
        self.store.report.kept += int((roles != Role.REPEATED).sum())

    def _known(self, public_ids: list[str]) -> dict[str, KnownParcel]:
        maybe = self.store.seen.maybe_seen(public_ids)
        if not maybe.any():
            return {}
        asked = [i for i, perhaps in zip(public_ids, maybe, strict=True) if perhaps]
        return known_parcels(self.store, asked)

    def _roles(
        self, public_ids: list[str], first: Flags, known: dict[str, KnownParcel]
    ) -> NDArray[np.int8]:
        if not known:
            return np.where(first, Role.NEW, Role.REPEATED).astype(np.int8)
        roles = (self._role(known.get(public_id)) for public_id in public_ids)
        stored = np.fromiter(roles, dtype=np.int8, count=len(public_ids))
        return np.where(first, stored, Role.REPEATED).astype(np.int8)

    def _role(self, known: KnownParcel | None) -> Role:
        if known is None:
            return Role.NEW
        if known.last_seen_id == self.store.snapshot_id:
            return Role.REPEATED
        return Role.KNOWN if known.is_current else Role.RETURNED

    def _store_new(self, rows: pa.Table, ids: dict[str, int]) -> None:
        report = self.store.report
        parcel_ids = store_new_parcels(self.store, rows)
        public_ids: list[str] = rows.column("public_id").to_pylist()
        ids.update(zip(public_ids, parcel_ids, strict=True))
        self.store.seen.add(public_ids)
        report.parcels_new += len(parcel_ids)
        if report.former_snapshot_ids:
            record_changes(self.store, "new", ((parcel_id, {}) for parcel_id in parcel_ids))

    def _set_outlines_aside(
        self, rows: pa.Table, parcel_ids: list[int], known: dict[str, KnownParcel]
    ) -> None:
        """A parcel given otherwise than last time waits: more parts of it may come."""
        if not parcel_ids:
            return
        stored = [known[public_id].given_hash for public_id in rows.column("public_id").to_pylist()]
        differs = [
            given != former
            for given, former in zip(rows.column("given_hash").to_pylist(), stored, strict=True)
        ]
        chosen = [parcel_id for parcel_id, yes in zip(parcel_ids, differs, strict=True) if yes]
        self.waiting.add(rows.filter(pa.array(differs)), chosen, first=True)

    def _set_repeats_aside(self, rows: pa.Table, parcel_ids: list[int]) -> None:
        repeated = self.store.report.repeated
        numbers = rows.column("parcel_number").to_pylist()
        for number, row_number in zip(numbers, rows.column("row_number").to_pylist(), strict=True):
            if number in repeated or len(repeated) < MOST_REPEATED_NAMED:
                repeated.setdefault(number, []).append(row_number)
        self.waiting.add(rows, parcel_ids, first=False)


def _no_row(count: int, county: str) -> str:
    """That no row can be used.

    >>> _no_row(1_200, "Hinds County")
    'None of the 1,200 rows for Hinds County can be used'
    """
    if count == 1:
        return f"The only row for {county} cannot be used"
    return f"None of the {count:,} rows for {county} can be used"


def _no_parcel(count: int, county: str) -> str:
    if count == 1:
        return f"The only parcel does not lie in {county}"
    return f"None of the {count:,} parcels lies in {county}"
