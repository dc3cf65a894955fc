"""The ten Hinds parcels, written into every supported format, read the same from each."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely

from landtrust.errors import InvalidInput

Read = Callable[..., Any]
KEPT = ["PARNO", "OWNNAME", "SITEADD", "GISACRES"]
DRIVERS = {
    "a.gpkg": "GPKG",
    "a.shp": "ESRI Shapefile",
    "a.shz": "ESRI Shapefile",
    "a.gdb": "OpenFileGDB",
    "a.geojson": "GeoJSON",
    "a.json": "GeoJSON",
    "a.geojsonl": "GeoJSONSeq",
    "a.geojsons": "GeoJSONSeq",
    "a.ndjson": "GeoJSONSeq",
    "a.seq": "GeoJSONSeq",
    "a.fgb": "FlatGeobuf",
}
MORE = ["a.parquet", "native.geoparquet", "wkt.csv", "hex.tsv", "shp.zip", "deep.zip", "a.gdb.zip"]


@pytest.fixture(scope="session")
def hinds(shared_data: Path) -> gpd.GeoDataFrame:
    """Ten parcels in longitude and latitude."""
    folder = shared_data / "parcels" / "hinds_ms_sample"
    frame = gpd.read_file(next(folder.glob("*.geojson")), engine="pyogrio")
    return frame[[*KEPT, "geometry"]]


def zip_folder(folder: Path, archive: Path, prefix: str = "") -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for member in folder.iterdir():
            written.write(member, prefix + member.name)
    return archive


def write_as(frame: gpd.GeoDataFrame, folder: Path, name: str) -> Path:
    path = folder / name
    if name in DRIVERS:
        sequence = {"RS": "YES"} if name == "a.seq" else {}
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[name], layer_options=sequence)
    elif name.endswith(("parquet",)):
        encoding = "WKB" if name == "a.parquet" else "geoarrow"
        frame.to_parquet(path, geometry_encoding=encoding)
    elif name == "wkt.csv":
        frame.drop(columns="geometry").assign(WKT=frame.to_wkt()["geometry"]).to_csv(
            path, index=False
        )
    elif name == "hex.tsv":
        table = frame.drop(columns="geometry").assign(
            the_geom=shapely.to_wkb(frame.geometry, hex=True)
        )
        table.to_csv(path, index=False, sep="\t")
    else:
        return write_archive(frame, folder, name)
    return path


def write_archive(frame: gpd.GeoDataFrame, folder: Path, name: str) -> Path:
    inner = folder / "inner"
    inner.mkdir()
    if name == "a.gdb.zip":
        pyogrio.write_dataframe(frame, inner / "a.gdb", driver="OpenFileGDB")
        return zip_folder(inner / "a.gdb", folder / name, "a.gdb/")
    pyogrio.write_dataframe(frame, inner / "a.shp", driver="ESRI Shapefile")
    return zip_folder(inner, folder / name, "some/folder/" if name == "deep.zip" else "")


@pytest.mark.parametrize("name", [*DRIVERS, *MORE])
def test_every_format_gives_the_same_parcels(
    read_in_child: Read, hinds: gpd.GeoDataFrame, tmp_path: Path, name: str
) -> None:
    read = read_in_child(write_as(hinds, tmp_path, name))
    got = read.rows.to_pandas().sort_values("PARNO")
    expected = hinds.sort_values("PARNO")
    for column in KEPT[:3]:
        assert got[column].fillna("").str.strip().tolist() == expected[column].str.strip().tolist()
    assert got["GISACRES"].astype(float).tolist() == pytest.approx(expected["GISACRES"].tolist())
    shapes = shapely.normalize(shapely.from_wkb(got["geometry"].to_numpy()))
    areas = shapely.area(shapely.symmetric_difference(shapes, expected.geometry.to_numpy()))
    assert areas.max() < 1e-12
    assert read.about.crs_declared in ("EPSG:4326", "OGC:CRS84", None)
    assert (read.about.crs_declared is None) == name.endswith(("csv", "tsv"))
    assert read.about.row_count in (10, None)


def test_lon_and_lat_columns_make_points(read_in_child: Read, tmp_path: Path) -> None:
    path = tmp_path / "lots.csv"
    path.write_text("parcelid,lat,lon\nR72 04708 0069,39.762326,-84.146385\nb,,\nc,99,0\nd,x,y\n")
    read = read_in_child(path)
    shapes = shapely.from_wkb(read.rows["geometry"].to_pylist())
    assert [None if shape is None else (shape.x, shape.y) for shape in shapes] == [
        (-84.146385, 39.762326),
        None,
        None,
        None,
    ]
    assert read.about.crs_declared == "OGC:CRS84"
    assert read.about.columns == ("parcelid", "lat", "lon")
    assert read.notes == ["rows 1 to 4: 2 geometries cannot be read"]


def test_a_map_servers_answer_reads_when_it_is_whole(
    read_in_child: Read, shared_data: Path, tmp_path: Path
) -> None:
    answer = json.loads((shared_data / "robust/derived/esri_query_answer.json").read_text())
    del answer["exceededTransferLimit"]
    path = tmp_path / "answer.geojson"
    path.write_text(json.dumps(answer))
    read = read_in_child(path)
    assert read.rows.num_rows == 10
    assert read.about.crs_declared == "EPSG:3857"
    assert read.rows["PARNO"][0].as_py() == "008700000001000000"


def test_a_page_of_geojson_from_a_map_server_is_refused(
    read_in_child: Read, write_geojson: Callable[..., Path]
) -> None:
    marked = {"type": "FeatureCollection", "properties": {"exceededTransferLimit": True}}
    path = write_geojson(json.dumps({**marked, "features": []}))
    with pytest.raises(InvalidInput, match="only a part of the data"):
        read_in_child(path)


def test_the_callers_crs_goes_before_the_files(
    read_in_child: Read, hinds: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    read = read_in_child(write_as(hinds, tmp_path, "a.fgb"), crs="EPSG:3814")
    assert read.about.crs_declared == "EPSG:3814"
    assert read.notes == ["read as EPSG:3814, as asked for, not as EPSG:4326"]


def test_a_folder_that_is_no_geodatabase_is_refused(read_in_child: Read, tmp_path: Path) -> None:
    for name in ("a.gdb", "b.shp"):
        (tmp_path / name).mkdir()
        with pytest.raises(InvalidInput, match="is a folder but not a File Geodatabase"):
            read_in_child(tmp_path / name)


def test_temporary_files_are_gone_after_an_archive(
    read_in_child: Read,
    hinds: gpd.GeoDataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write_as(hinds, tmp_path, "shp.zip")
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    read_in_child(path)
    assert list(place.iterdir()) == []
    shutil.rmtree(place)
