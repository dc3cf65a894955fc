"""Every broken or odd file of the collection gives rows or one clear sentence, in the child."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from landtrust.errors import InvalidInput

Read = Callable[..., Any]
MANIFEST = Path(__file__).parents[3] / "shared" / "data" / "robust" / "MANIFEST.csv"

REFUSED = {
    "derived/arcgis_error.json": "is the error message of a map server",
    "derived/esri_query_answer.json": "exceededTransferLimit",
    "derived/html_error_page.geojson": "looks like an HTML page",
    "derived/nan_coordinate.geojson": "features[0].geometry.coordinates[0][2][0] is NaN",
    "derived/truncated.geojson": "features[5] is cut short",
    "derived/no_dbf/no_dbf.shp": "has no .dbf file",
    "derived/truncated_shp/truncated_shp.shp": "its header says 2,420 bytes and there are 1,613",
    "fiona_fixtures/example.topojson": "is not in a format that can be read",
    "fiona_fixtures/multicurve.gml": "looks like GML",
    "fiona_fixtures/test_gpx.gpx": "looks like GPX",
    "fiona_fixtures/testopenfilegdb.gdb.zip": "has several layers",
    "geopandas_io_fixtures/arrow/test_data_v0.1.0.feather": "an Arrow or Feather file",
    "geopandas_io_fixtures/arrow/test_data_v0.4.0.feather": "an Arrow or Feather file",
    "geopandas_io_fixtures/arrow/test_data_v1.0.0-beta.1.feather": "an Arrow or Feather file",
    "geopandas_io_fixtures/arrow/test_data_v1.0.0.feather": "an Arrow or Feather file",
    "pyogrio_fixtures/list_field_values_file.parquet": "without the geo metadata",
    "pyogrio_fixtures/list_nested_struct_file.parquet": "without the geo metadata",
    "pyogrio_fixtures/sample.osm.pbf": "is not in a format that can be read",
    "pyshp_fixtures/blockgroups_multishapefile.zip": "say which one of blockgroups, blockgroups2",
    "pyshp_fixtures/empty_zipfile.zip": "holds no file that can be read",
    "sf_fixtures/fmi_test.gml": "looks like GML",
    "sf_fixtures/nc.sqlite": "looks like an SQLite database",
    "sf_fixtures/nospatial.gpkg": "has no layer with geometry; its tables are nospatial",
}

# Rows, the CRS that the file declares, and a word of the note that must be there.
READ = {
    "derived/bom.geojson": (10, "OGC:CRS84", ""),
    "derived/duplicate_features.geojson": (13, "OGC:CRS84", ""),
    "derived/empty_collection.geojson": (0, "OGC:CRS84", ""),
    "derived/features.ndjson": (10, "OGC:CRS84", ""),
    "derived/invalid_shapes.geojson": (7, "OGC:CRS84", ""),
    "derived/null_empty_mixed.geojson": (10, "OGC:CRS84", ""),
    "derived/old_crs_member_3814.geojson": (10, "EPSG:3814", ""),
    "derived/polygon_z.geojson": (10, "OGC:CRS84", ""),
    "derived/projected_coords_no_crs.geojson": (10, "OGC:CRS84", "no crs member"),
    "derived/real_invalid_parcels.geojson": (4, "OGC:CRS84", ""),
    "derived/swapped_lat_lon.geojson": (10, "OGC:CRS84", "no crs member"),
    "derived/unclosed_rings.geojson": (10, "OGC:CRS84", ""),
    "derived/cp1252_no_cpg/cp1252_no_cpg.shp": (10, "EPSG:3814", "no .cpg file"),
    "derived/cp1252_utf8_cpg/cp1252_utf8_cpg.shp": (10, "EPSG:3814", "not valid UTF-8"),
    "derived/no_prj/no_prj.shp": (10, None, "no .prj file"),
    "derived/no_shx/no_shx.shp": (10, "EPSG:3814", ""),
    "derived/wrong_prj/wrong_prj.shp": (10, "EPSG:4326", ""),
}

# Where the common reader fails, or takes the first record only.
COUNTED = {
    "fiona_fixtures/!test.geojson": 1,
    "fiona_fixtures/test_tin.csv": 3,
    "fiona_fixtures/test_tin.shp": 1,
    "fiona_fixtures/trio.seq": 3,
    "pyshp_fixtures/REL.zip": 1,
    "pyshp_fixtures/latin1.shp": 1,
}


def manifest_rows() -> dict[str, int | None]:
    """Return what the manifest counts in each file; None where the common reader fails."""
    if not MANIFEST.is_file():
        return {}
    with MANIFEST.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return {row["file"]: int(float(row["rows"])) if row["rows"] else None for row in rows}


ROWS = manifest_rows()


@pytest.mark.slow  # all of them together; each starts a process
@pytest.mark.parametrize("name", sorted(ROWS) or ["none: the fixture says why"])
def test_each_file_gives_its_rows_or_one_sentence(
    read_in_child: Read, shared_data: Path, name: str
) -> None:
    path = shared_data / "robust" / name
    if name in REFUSED:
        with pytest.raises(InvalidInput) as raised:
            read_in_child(path)
        assert REFUSED[name] in str(raised.value)
        assert str(raised.value).count("\n") == 0
        return
    read = read_in_child(path)
    rows, crs, note = READ.get(name, (COUNTED.get(name, ROWS[name]), ..., ""))
    assert read.rows.num_rows == rows
    assert read.about.row_count in (rows, None)
    assert crs in (read.about.crs_declared, ...)
    assert any(note in sentence for sentence in [*read.notes, ""])
    assert read.rows["row_number"].to_pylist() == list(range(1, read.rows.num_rows + 1))


def test_the_tables_above_name_files_that_exist() -> None:
    if ROWS:
        assert (REFUSED.keys() | READ.keys()) <= ROWS.keys()
        assert {
            name for name in ROWS if name.startswith("derived/")
        } <= REFUSED.keys() | READ.keys()


def test_cp1252_text_is_right_with_and_without_a_wrong_code_page(
    read_in_child: Read, shared_data: Path
) -> None:
    for name in ("cp1252_no_cpg", "cp1252_utf8_cpg"):
        rows = read_in_child(shared_data / "robust" / "derived" / name / f"{name}.shp").rows
        assert rows["OWNNAME"].to_pylist()[:2] == ["PEÑA JOSÉ", "O\u2019NEAL ANN"]


def test_a_lost_index_is_made_again_and_nothing_is_written_beside_the_file(
    read_in_child: Read, shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "robust" / "derived" / "no_prj"
    for suffix in (".shp", ".dbf", ".cpg"):
        shutil.copyfile(source / f"no_prj{suffix}", tmp_path / f"lots{suffix}")
    before = sorted(file.name for file in tmp_path.iterdir())
    read = read_in_child(tmp_path / "lots.shp")
    assert read.rows.num_rows == 10
    assert any(".shx file is missing" in note for note in read.notes)
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_wrong_index_or_table_is_refused(
    read_in_child: Read, shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "robust" / "derived" / "no_prj"
    for suffix in (".shp", ".dbf", ".shx"):
        shutil.copyfile(source / f"no_prj{suffix}", tmp_path / f"lots{suffix}")
    index = tmp_path / "lots.shx"
    whole = index.read_bytes()
    index.write_bytes(whole[:-8])
    with pytest.raises(InvalidInput, match=r"9 shapes .* 10 rows .* do not belong together"):
        read_in_child(tmp_path / "lots.shp")
    index.write_bytes(whole)
    table = tmp_path / "lots.dbf"
    table.write_bytes(table.read_bytes()[:-1_000])
    with pytest.raises(InvalidInput, match=r"\.dbf file .* is cut short"):
        read_in_child(tmp_path / "lots.shp")


def test_unclosed_rings_are_handed_on_as_they_stand(read_in_child: Read, shared_data: Path) -> None:
    rows = read_in_child(shared_data / "robust" / "derived" / "unclosed_rings.geojson").rows
    shapes = rows["geometry"].to_pylist()
    assert all(shapes)
    readable = shapely.from_wkb(shapes, on_invalid="ignore")
    assert 0 < sum(shape is None for shape in readable) <= len(shapes)


def test_arcs_of_a_file_geodatabase_become_straight_segments(
    read_in_child: Read, shared_data: Path
) -> None:
    path = shared_data / "parcels" / "easthampton_ma" / "M087_parcels_CY25_FY25_sde.gdb"
    with pytest.raises(InvalidInput, match="M087TaxPar, M087OthLeg, M087Misc"):
        read_in_child(path)
    with pytest.raises(InvalidInput, match=r"Did you mean M087TaxPar\?"):
        read_in_child(path, layer="M087TaxParcels")
    with pytest.raises(InvalidInput, match=r"M087Assess .* has no geometry"):
        read_in_child(path, layer="M087Assess")
    read = read_in_child(path, layer="M087TaxPar")
    assert read.rows.num_rows == 5_948
    assert read.about.crs_declared == "EPSG:26986"
    shapes = shapely.from_wkb(read.rows["geometry"].to_pylist())
    assert set(shapely.get_type_id(shapes).tolist()) == {shapely.GeometryType.MULTIPOLYGON}


def test_one_layer_of_a_zipped_geodatabase_is_read(read_in_child: Read, shared_data: Path) -> None:
    path = shared_data / "robust" / "fiona_fixtures" / "testopenfilegdb.gdb.zip"
    assert read_in_child(path, layer="several_polygons").rows.num_rows > 0
