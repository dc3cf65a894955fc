"""Outlines that differ from the stored ones: stored anew, with the former as evidence."""

from dataclasses import asdict
from itertools import repeat
from typing import NamedTuple

import numpy as np
import orjson
import pyproj
import shapely

from landtrust.domain.crs import area_sqm
from landtrust.domain.measures import Measures, measure
from landtrust.domain.outlines import as_multipolygons, same_outline
from landtrust.ingest.county_store import CountyStore
from landtrust.model.spatial import insert_rows, run_for_each

MOVED_METRES = 20.0
"""A parcel whose label point went further than its own size and than this has moved."""


class NewOutline(NamedTuple):
    """A parcel, the parts that its outline is now made of, and what it was and how large."""

    parcel_id: int
    given_hash: bytes
    parts: list[bytes]
    former: bytes
    former_area_sqm: float
    is_new: bool


def store_outlines(store: CountyStore, changed: list[NewOutline]) -> None:
    """Store these outlines; record as reshaped or moved those that were stored before."""
    if not changed:
        return
    former = shapely.from_wkb(np.array([one.former for one in changed], dtype=object))
    outlines = np.empty(len(changed), dtype=object)
    outlines[:] = [_joined(one.parts) for one in changed]
    outlines = shapely.orient_polygons(as_multipolygons(outlines))
    run_for_each(
        store.connection,
        "UPDATE parcel_outline SET given_hash = ? WHERE parcel_id = ?",
        ((one.given_hash, one.parcel_id) for one in changed),
    )
    different = np.flatnonzero(~same_outline(former, outlines))
    if different.size:
        chosen = [changed[place] for place in different]
        measures = measure(outlines[different], area_sqm(outlines[different]))
        _store(store, chosen, list(shapely.to_wkb(outlines[different])), measures)
        _record(store, chosen, measure(former[different], area_sqm(former[different])), measures)


def _joined(parts: list[bytes]) -> shapely.Geometry:
    read = shapely.from_wkb(np.array(parts, dtype=object))
    return shapely.union_all(read) if len(parts) > 1 else read[0]


def _store(
    store: CountyStore, chosen: list[NewOutline], outlines: list[bytes], measures: Measures
) -> None:
    ids = [one.parcel_id for one in chosen]
    numbers = asdict(measures)
    run_for_each(
        store.connection,
        "UPDATE parcel_outline SET outline = ? WHERE parcel_id = ?",
        zip(outlines, ids, strict=True),
    )
    settings = ", ".join(f"{name} = ?" for name in numbers)
    run_for_each(
        store.connection,
        f"UPDATE parcel SET {settings} WHERE id = ?",
        zip(*(values.tolist() for values in numbers.values()), ids, strict=True),
    )
    run_for_each(
        store.connection,
        "UPDATE parcel_facts SET area_sqm = ? WHERE parcel_id = ?",
        zip(measures.area_sqm.tolist(), ids, strict=True),
    )
    edges = (numbers[name].tolist() for name in ("west", "east", "south", "north"))
    store.dialect.move_places(zip(ids, *edges, strict=True))


def _record(
    store: CountyStore, chosen: list[NewOutline], before: Measures, after: Measures
) -> None:
    _, _, metres = pyproj.Geod(ellps="GRS80").inv(
        before.label_lon, before.label_lat, after.label_lon, after.label_lat
    )
    moved = metres > np.maximum(MOVED_METRES, np.sqrt(before.area_sqm))
    known = [place for place, one in enumerate(chosen) if not one.is_new]
    kinds = ["moved" if moved[place] else "reshaped" for place in known]
    evidence = [
        orjson.dumps(
            {
                # In full: files of the loads before say it as they did then.
                "area_sqm_before": chosen[place].former_area_sqm,
                "area_sqm_after": float(after.area_sqm[place]),
                "label_moved_metres": round(float(metres[place]), 1),
            }
        ).decode()
        for place in known
    ]
    insert_rows(
        store.connection,
        "parcel_change",
        ("snapshot_id", "parcel_id", "kind", "evidence", "former_outline"),
        zip(
            repeat(store.snapshot_id),
            (chosen[place].parcel_id for place in known),
            kinds,
            evidence,
            (chosen[place].former for place in known),
            strict=False,
        ),
    )
    store.report.changes.update(kinds)
