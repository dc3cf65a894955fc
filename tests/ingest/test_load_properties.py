"""Random files: every row is kept or rejected, and a second load changes nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.shelves import Shelf
from tests.stores import (
    Feature,
    digests,
    drawn,
    is_whole,
    load_hinds,
    mapped,
    square,
    values_of,
    write_parcels,
)

MAPPED = mapped("parcel_number=NO", "account=PPIN", "owner_line_1=OWNER", "ppin=PPIN")
OF_THE_LOAD = frozenset({"snapshot", "parcel", "rejected_row", "geometry_repair", "parcel_facts"})


def _areas(engine: Engine) -> list[float]:
    found = values_of(engine, "SELECT area_sqm FROM parcel_facts ORDER BY 1")
    return [round(area, 6) for area in found]


SHAPES = st.one_of(
    st.none(),
    st.builds(square, st.integers(0, 4)),
    st.builds(square, st.integers(0, 4), size=st.just(0.0011)),
    st.just(shapely.Point(-90.2, 32.3)),
    st.just(shapely.Polygon([(-90.2, 32.3), (-90.19, 32.31), (-90.19, 32.3), (-90.2, 32.31)])),
)
ROWS = st.fixed_dictionaries(
    {
        "NO": st.sampled_from([None, "1", "2", "3", " 3", "3 A", "é"]),
        "PPIN": st.sampled_from([None, "7", "8"]),
        "OWNER": st.sampled_from([None, "SAMPLE ANN", "RED CLAY LLC"]),
    }
)
FILES = st.lists(st.tuples(SHAPES, ROWS), max_size=9).map(
    lambda features: [*features, (square(9), {"NO": "LAST", "PPIN": None, "OWNER": None})]
)


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=FILES, second=FILES)
def test_kept_and_rejected_are_all_rows_and_loading_twice_is_loading_once(
    shelf: Shelf,
    store_template: str,
    read_in_this_process: None,
    first: list[Feature],
    second: list[Feature],
) -> None:
    del read_in_this_process
    with TemporaryDirectory() as folder, shelf.opened_copy(store_template) as engine:
        for name, features in (("one.geojson", first), ("two.geojson", second)):
            path = write_parcels(Path(folder) / name, features)
            report = load_hinds(engine, path, MAPPED)
            assert report.read == len(features)
            assert report.kept + report.rejected.total() == report.read
            before = digests(engine, OF_THE_LOAD)
            facts = _areas(engine)
            again = load_hinds(engine, path, MAPPED)
            assert (again.entries_written, again.parcels_new, again.parcels_gone) == (0, 0, 0)
            assert not again.changes
            assert (again.kept, again.rejected) == (report.kept, report.rejected)
            assert digests(engine, OF_THE_LOAD) == before
            assert _areas(engine) == facts
        assert is_whole(engine)
        outlines = shapely.from_wkb(values_of(engine, "SELECT outline FROM parcel_outline"))
        assert shapely.is_valid(outlines).all()
        current = values_of(engine, "SELECT parcel_id FROM parcel_facts ORDER BY 1")
        assert list(drawn(engine)) == current
        assert values_of(engine, "SELECT count(*) FROM parcel_words") == [len(current)]
