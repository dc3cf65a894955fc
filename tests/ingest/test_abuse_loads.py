"""Hostile and broken rows, by the ids of the list of abuse: U12, U14 and U15, and hostile texts."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from sqlalchemy import Engine

from tests.stores import (
    SOUTH,
    WEST,
    digests,
    is_whole,
    load_hinds,
    mapped,
    rows_of,
    square,
    values_of,
    write_parcels,
)

NUMBERED = mapped("parcel_number=NO", "owner_line_1=OWNER")


def _lot(*points: tuple[float, float]) -> shapely.Polygon:
    """A polygon of points that are given in thousandths of a degree from the corner."""
    return shapely.Polygon([(WEST + x / 1000, SOUTH + y / 1000) for x, y in points])


SHAPES: dict[str, tuple[shapely.Geometry, str]] = {
    "self-intersecting": (_lot((0, 0), (2, 2), (2, 0), (0, 2)), "repaired"),
    "spike": (_lot((0, 0), (2, 0), (2, 1), (4, 1), (2, 1), (2, 2), (0, 2)), "repaired"),
    "clockwise": (_lot((0, 0), (0, 1), (1, 1), (1, 0)), "kept"),
    "duplicate points": (_lot((0, 0), (1, 0), (1, 0), (1, 1), (0, 1)), "kept"),
    "zero area": (_lot((0, 0), (1, 1), (2, 2)), "no area"),
    "no width": (_lot((0, 0), (1, 0), (0, 0)), "no area"),
    "empty": (shapely.MultiPolygon(), "no outline"),
    "swapped": (shapely.transform(_lot((0, 0), (1, 0), (1, 1)), lambda xy: xy[:, ::-1]), "outside"),
    "feet": (shapely.box(2_300_000, 1_000_000, 2_300_100, 1_000_100), "outside"),
    "antimeridian": (shapely.box(179.9, 32.3, 180.1, 32.4), "outside"),
    "height": (shapely.force_3d(_lot((0, 0), (1, 0), (1, 1)), 9.0), "kept"),
    "point": (shapely.Point(WEST, SOUTH), "not an area"),
    "line": (shapely.LineString([(WEST, SOUTH), (WEST + 0.001, SOUTH)]), "not an area"),
    "overlapping parts": (
        shapely.GeometryCollection([_lot((0, 0), (2, 0), (2, 2)), _lot((1, 0), (3, 0), (3, 2))]),
        "repaired",
    ),
    "area and line": (
        shapely.GeometryCollection(
            [_lot((0, 0), (2, 0), (2, 2)), shapely.LineString([(WEST, SOUTH), (WEST, SOUTH + 1)])]
        ),
        "kept",
    ),
    "hole outside": (
        shapely.Polygon(square(0).exterior, [square(3).exterior]),
        "repaired",
    ),
    "nested shells": (
        shapely.MultiPolygon([square(0), square(0, size=0.0001)]),
        "repaired",
    ),
}


def test_u12_an_odd_outline_is_repaired_or_refused_with_its_reason(
    store: Engine, tmp_path: Path
) -> None:
    lots = GeoDataFrame(
        {"NO": [*SHAPES, "good"], "OWNER": None},
        geometry=[shape for shape, _ in SHAPES.values()] + [square(30)],
        crs="EPSG:4326",
    )
    lots.to_parquet(tmp_path / "odd.parquet")
    report = load_hinds(store, tmp_path / "odd.parquet", NUMBERED)
    repairs = rows_of(store, "SELECT * FROM geometry_repair")
    rejects = rows_of(store, "SELECT * FROM rejected_row")
    names = [*SHAPES, "good"]
    became = dict.fromkeys(names, "kept")
    became |= {names[row["row_number"] - 1]: "repaired" for row in repairs}
    became |= {names[row["row_number"] - 1]: row["reason"] for row in rejects}
    assert became == {**{name: outcome for name, (_, outcome) in SHAPES.items()}, "good": "kept"}
    assert report.repaired == len(repairs)
    assert report.rejected.total() == len(rejects)
    assert all(row["detail"].endswith(".") for row in rejects)
    kept = values_of(store, "SELECT parcel_number FROM parcel")
    assert report.kept == len(kept) == len(names) - len(rejects)
    outlines = shapely.from_wkb(values_of(store, "SELECT outline FROM parcel_outline"))
    assert len(outlines) == len(kept)
    assert shapely.is_valid(outlines).all()
    assert (shapely.get_type_id(outlines) == 6).all()
    for row in repairs:
        given, _ = SHAPES[names[row["row_number"] - 1]]
        assert shapely.from_wkb(row["outline_as_given"]).equals_exact(given)


def test_u12_an_unclosed_ring_is_closed_and_said(store: Engine, tmp_path: Path) -> None:
    closed = write_parcels(tmp_path / "closed.geojson", [(square(), {"NO": "1", "OWNER": "A"})])
    text = closed.read_text("utf-8")
    first, last = text.index("[[["), text.index("]]]")
    corners = text[first + 3 : last].split("], [")
    (tmp_path / "open.geojson").write_text(
        text[: first + 3] + "], [".join(corners[:-1]) + text[last:], "utf-8"
    )
    report = load_hinds(store, tmp_path / "open.geojson", NUMBERED)
    assert (report.kept, report.repaired) == (1, 1)
    assert values_of(store, "SELECT problem FROM geometry_repair") == ["Ring not closed"]


def test_u12_a_coordinate_that_is_no_number_is_refused(store: Engine, tmp_path: Path) -> None:
    with np.errstate(invalid="ignore"):
        bad = shapely.Polygon([(WEST, SOUTH), (WEST + 1e-3, np.nan), (WEST, SOUTH + 1e-3)])
    lots = GeoDataFrame(
        {"NO": ["ODD", "GOOD"], "OWNER": [None, None]}, geometry=[bad, square()], crs="EPSG:4326"
    )
    lots.to_parquet(tmp_path / "nan.parquet")
    report = load_hinds(store, tmp_path / "nan.parquet", NUMBERED)
    assert report.rejected == {"bad coordinate": 1}


DISTINCT = ("1", "01", "001", "1e5", "100000", "1.0", "1-0", "É1", "E1", "1/0", "~2f", "1 0", "1_0")


def test_u14_numbers_stay_text_and_differ_as_written(store: Engine, tmp_path: Path) -> None:
    features = [(square(n), {"NO": number, "OWNER": None}) for n, number in enumerate(DISTINCT)]
    report = load_hinds(store, write_parcels(tmp_path / "ids.geojson", features), NUMBERED)
    assert not report.repeated
    assert set(values_of(store, "SELECT parcel_number FROM parcel")) == {
        number.upper() for number in DISTINCT
    }
    assert len(set(values_of(store, "SELECT public_id FROM parcel"))) == len(DISTINCT)


def test_u14_one_number_in_several_spellings_is_reported_as_repeated(
    store: Engine, tmp_path: Path
) -> None:
    spellings = ["é1a", unicodedata.normalize("NFD", "é1a"), "É1A", " é1a ", "é1a"]
    features = [(square(n), {"NO": number, "OWNER": None}) for n, number in enumerate(spellings)]
    report = load_hinds(store, write_parcels(tmp_path / "ids.geojson", features), NUMBERED)
    assert report.parcels_new == 1
    assert report.repeated == {"É1A": [2, 3, 4, 5]}
    assert values_of(store, "SELECT parcel_number_as_given FROM parcel") == ["é1a"]


def test_u15_a_file_loaded_twice_stores_nothing_double(store: Engine, tmp_path: Path) -> None:
    features = [(square(n), {"NO": str(n), "OWNER": "SAMPLE"}) for n in range(5)]
    path = write_parcels(tmp_path / "five.geojson", features)
    load_hinds(store, path, NUMBERED)
    of_the_load = frozenset({"snapshot", "parcel", "parcel_facts"})
    before = digests(store, of_the_load)
    load_hinds(store, path, NUMBERED)
    assert digests(store, of_the_load) == before
    assert values_of(store, "SELECT count(*) FROM parcel_facts") == [5]


HOSTILE = (
    "'; DROP TABLE parcel; --",
    "<img src=x onerror=alert(1)>",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% raw",
    "${7*7}",
    "</script><script>alert(2)</script>",
    "=HYPERLINK(1)",
    "\u202egnp.exe",
    "O\u2019Ferrall Peña 👩🏽‍🌾",
    'a "quoted" MATCH * NEAR(x y)',
    "%s ? :name {0} \\",
    "\x1b[31mred",
)
SITUS = ("situs_address", "situs_city", "situs_zip")
FIELDS = (
    "account",
    "owner_line_1",
    "owner_line_2",
    "mailing_address",
    "mailing_city",
    "mailing_state",
    "mailing_zip",
    "zoning",
    "legal_description",
    "subdivision",
    "tax_status",
    "deed_reference",
)


# Apart: where an owner's name stands in a situs, it is taken out.
@pytest.mark.parametrize("fields", [FIELDS, SITUS])
def test_hostile_text_in_any_column_is_stored_as_the_text_that_it_is(
    store: Engine, tmp_path: Path, fields: tuple[str, ...]
) -> None:
    source = mapped("parcel_number=NO", *(f"{field}={field}_text" for field in fields))
    features = [
        (square(n), {"NO": f"N{n}", **{f"{field}_text": text for field in fields}})
        for n, text in enumerate(HOSTILE)
    ]
    load_hinds(store, write_parcels(tmp_path / "texts.geojson", features), source)
    # Control and direction marks are no text that anybody sees; all else stays.
    seen: list[str | None] = [text.replace("\x1b", "").replace("\u202e", "") for text in HOSTILE]
    if fields == SITUS:
        # There a percent sign says who gets the mail: what follows is not for everybody.
        seen = [None if text is None or "%" in text else text for text in seen]
    rows = rows_of(store, "SELECT * FROM roll_entry ORDER BY id")
    for field in fields:
        assert [row[field] for row in rows] == seen, field
    assert is_whole(store)


def test_hostile_texts_as_numbers_are_told_apart_and_come_back(
    store: Engine, tmp_path: Path
) -> None:
    features = [(square(n), {"NO": text, "OWNER": None}) for n, text in enumerate(HOSTILE)]
    report = load_hinds(store, write_parcels(tmp_path / "numbers.geojson", features), NUMBERED)
    assert report.parcels_new == len(HOSTILE)
    again = load_hinds(store, tmp_path / "numbers.geojson", NUMBERED)
    assert (again.parcels_new, again.entries_written) == (0, 0)


def test_hostile_column_names_are_only_names(store: Engine, tmp_path: Path) -> None:
    name = "NO'); DROP TABLE parcel;--"
    path = write_parcels(tmp_path / "names.geojson", [(square(), {name: "1", 'x" = 1': "2"})])
    report = load_hinds(store, path, mapped(f"parcel_number={name}"))
    assert report.kept == 1
    assert values_of(store, "SELECT parcel_number FROM parcel") == ["1"]
