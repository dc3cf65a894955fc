import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.errors import InvalidInput
from landtrust.sources.formats import FileFormat, identify
from landtrust.sources.gdal_settings import DRIVERS, KNOWN_DRIVERS
from landtrust.sources.row_source import attribute_names
from landtrust.sources.shapefile_checks import python_encoding
from landtrust.sources.text_values import lenient_text, text_column


def fresh_python(code: str) -> str:
    """Return what a new interpreter prints; GDAL reads its environment once, when it is loaded."""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return run.stdout.strip()


def test_every_driver_of_the_installed_gdal_is_known() -> None:
    installed = fresh_python("import pyogrio; print('|'.join(pyogrio.list_drivers()))").split("|")
    assert set(installed) - set(KNOWN_DRIVERS) == set()


@pytest.mark.parametrize("file_format", DRIVERS)
def test_gdal_is_left_with_the_one_driver(file_format: FileFormat) -> None:
    code = (
        "from landtrust.sources.formats import FileFormat\n"
        "from landtrust.sources.gdal_settings import allow_only\n"
        f"allow_only(FileFormat.{file_format.name})\n"
        "import pyogrio; print('|'.join(pyogrio.list_drivers()))"
    )
    assert fresh_python(code) == DRIVERS[file_format]


def test_gdal_loaded_with_all_its_drivers_is_never_used() -> None:
    code = (
        "import pyogrio\n"
        "from landtrust.sources.gdal_rows import check_drivers\n"
        "try:\n    check_drivers('GPKG')\n"
        "except RuntimeError as problem:\n    print(problem)"
    )
    assert "opened in the child process" in fresh_python(code)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.gpkg", b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(30), FileFormat.GEOPACKAGE),
        ("a.SHP", b"\x00\x00\x27\x0a" + bytes(96), FileFormat.SHAPEFILE),
        ("a.zip", b"PK\x03\x04", FileFormat.ZIP_ARCHIVE),
        ("a.gdb.zip", b"PK\x03\x04", FileFormat.ZIP_ARCHIVE),
        ("a.json", b'\xef\xbb\xbf {"type":"FeatureCollection"', FileFormat.GEOJSON),
        ("a.geojson", '{"type": "Feature"'.encode("utf-16"), FileFormat.GEOJSON),
        ("a.json", b'{"spatialReference":{"wkid":4326},"features":[]}', FileFormat.ESRI_JSON),
        ("a.ndjson", b'{"type":"Feature"}\n', FileFormat.GEOJSON_SEQUENCE),
        ("a.seq", b'\x1e{"type":"Feature"}\n', FileFormat.GEOJSON_SEQUENCE),
        ("a.fgb", b"fgb\x03fgb\x00", FileFormat.FLATGEOBUF),
        ("a.geoparquet", b"PAR1", FileFormat.GEOPARQUET),
        ("a.txt", b"a;b\n1;2\n", FileFormat.CSV),
    ],
)
def test_a_format_is_known_by_name_and_content(
    tmp_path: Path, name: str, content: bytes, found: FileFormat
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert identify(path) is found


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"", "is empty"),
        (b"  \n", "nothing but blanks"),
        (b"<!DOCTYPE html><p>", "an HTML page"),
        (b"<?xml version='1.0'?><OGRVRTDataSource>", "an OGR VRT"),
        (b"PK\x03\x04", "Excel and Word files are zip archives too"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "an old Excel"),
        (b"[1, 2]", "a JSON list"),
        (b"name,wkt\n", "plain text"),
        (b"\x1f\x8b\x08", "a gzip archive"),
    ],
)
def test_content_that_the_name_does_not_promise_is_named(
    tmp_path: Path, content: bytes, looks_like: str
) -> None:
    path = tmp_path / "lots.geojson"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=looks_like):
        identify(path)


def test_what_is_not_a_plain_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no such file"):
        identify(tmp_path / "gone.csv")
    with pytest.raises(InvalidInput, match="is not a plain file"):
        identify(Path("/dev/null"))
    with pytest.raises(InvalidInput, match="there is no such file"):
        identify(tmp_path / "nul\x00.csv")


@given(st.lists(st.sampled_from(["a", "A", "geometry", "row_number", "", "a_2", "column_1"])))
def test_column_names_differ_and_never_hide_our_own(given_names: list[str]) -> None:
    names = attribute_names(given_names)
    assert len(names) == len(given_names)
    assert len({*names, "row_number", "geometry"}) == len(names) + 2


@given(st.binary(max_size=20))
def test_any_bytes_make_text_that_utf8_can_write(raw: bytes) -> None:
    text, _ = lenient_text(raw)
    text.encode()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"PE\xd1", "PEÑ"),
        ("Peñaña".encode()[:-2], "Peña"),
        (b"O\x92Neal", "O\u2019Neal"),
        (b"\x81", "\x81"),
    ],
)
def test_text_of_another_encoding_is_read_by_what_it_holds(raw: bytes, text: str) -> None:
    expected = "Peñ" + "a" if text == "Peña" else text
    assert lenient_text(raw) == (expected, True)


def test_one_bad_value_leaves_its_neighbours_alone() -> None:
    column = pa.array([b"Pe\xc3\xb1a", b"PE\xd1A", None]).cast(pa.binary()).view(pa.string())
    notes: list[str] = []
    assert text_column(column, "utf-8", notes).to_pylist() == ["Peña", "PEÑA", None]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("stated", "known"),
    [("UTF-8", "utf-8"), ("65001", "utf-8"), ("1252", "cp1252"), ("OEM 850", "cp850"), ("?", None)],
)
def test_a_code_page_file_is_understood(stated: str, known: str | None) -> None:
    assert python_encoding(stated) == known
