"""Files and requests that cannot be used: one sentence each, an exit code, and nothing stored."""

import json
import shutil
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

from landtrust.cli.main import landtrust
from landtrust.database import open_engine, upgrade
from tests.loading import Loader, loader
from tests.stores import DATA_FOLDER, square, write_parcels

refused_by_the_reader = pytest.mark.sqlite_only("the file is refused before a store is asked")

__all__ = ["loader"]

MARIS = ("--source", "maris_west", "--county", "28049")
NUMBERED = ("--map", "parcel_number=PARNO", "--county", "28049")
SAMPLE = DATA_FOLDER / "sample" / "west_jackson_2025.geojson"


@pytest.fixture
def derived(shared_data: Path) -> Path:
    """Files broken on purpose."""
    return shared_data / "robust" / "derived"


@refused_by_the_reader
@pytest.mark.parametrize("name", ["wrong_prj/wrong_prj.shp", "projected_coords_no_crs.geojson"])
def test_metres_read_as_degrees_are_refused_with_the_system_that_fits(
    loader: Loader, derived: Path, name: str
) -> None:
    sentence = loader.refusal(derived / name, *MARIS)
    assert "None of the 10 rows for Hinds County can be used (outside: 10)" in sentence
    assert sentence.endswith("With --crs EPSG:3814 they would lie in Hinds County.")


def test_what_a_refusal_advises_works(loader: Loader, derived: Path) -> None:
    path = derived / "wrong_prj" / "wrong_prj.shp"
    result = loader.run(path, *MARIS, "--crs", "EPSG:3814")
    assert result.exit_code == 0, result.output


@refused_by_the_reader
def test_swapped_latitude_and_longitude_are_refused_and_said(loader: Loader, derived: Path) -> None:
    sentence = loader.refusal(derived / "swapped_lat_lon.geojson", *MARIS)
    assert "Latitude and longitude are swapped" in sentence
    assert sentence.endswith("they lie in Hinds County.")


def test_land_of_another_county_is_refused_with_that_county(loader: Loader, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "one.geojson", [(square(), {"PARNO": "1"})])
    sentence = loader.refusal(path, "--map", "parcel_number=PARNO", "--county", "28089")
    assert "The only parcel does not lie in Madison County" in sentence
    assert sentence.endswith("They lie in Hinds County, MS (28049).")


def test_land_in_no_county_is_refused_without_a_guess(loader: Loader, tmp_path: Path) -> None:
    sea = shapely.box(-88.0, 29.9, -87.99, 29.91)
    path = write_parcels(tmp_path / "one.geojson", [(sea, {"PARNO": "1"})])
    assert loader.refusal(path, *NUMBERED).endswith("coordinate system (--crs)?")
    ocean = shapely.box(1.0, 1.0, 1.01, 1.01)
    path = write_parcels(tmp_path / "two.geojson", [(ocean, {"PARNO": "1"})])
    assert loader.refusal(path, *NUMBERED).endswith("(outside: 1); nothing was stored.")


@refused_by_the_reader
def test_a_file_without_outlines_is_refused(loader: Loader, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("PARNO,OWNNAME\n1,SAMPLE ANN\n")
    assert "geometry" in loader.refusal(path, *NUMBERED).lower()


def test_rows_that_all_lack_an_outline_are_refused(loader: Loader, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "none.geojson", [(None, {"PARNO": str(n)}) for n in range(3)])
    assert "(no outline: 3)" in loader.refusal(path, *NUMBERED)


@refused_by_the_reader
def test_an_empty_file_is_refused(loader: Loader, tmp_path: Path, derived: Path) -> None:
    path = tmp_path / "empty.gpkg"
    path.touch()
    loader.refusal(path, *NUMBERED)
    sentence = loader.refusal(derived / "empty_collection.geojson", *NUMBERED)
    assert sentence == "landtrust: The file has no rows: there is nothing in it to load."


@refused_by_the_reader
def test_a_table_that_has_columns_and_no_rows_is_refused(loader: Loader, tmp_path: Path) -> None:
    path = tmp_path / "heads.csv"
    path.write_text("PARNO,wkt\n")
    assert "has no rows" in loader.refusal(path, *NUMBERED, "--crs", "EPSG:4326")


@refused_by_the_reader
def test_rows_of_outlines_and_nothing_else_are_refused(loader: Loader, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "bare.geojson", [(square(), {})])
    assert "outlines and nothing else" in loader.refusal(path, *NUMBERED)


def test_one_row_is_spoken_of_as_one(loader: Loader, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "one.geojson", [(None, {"PARNO": "1"})])
    sentence = loader.refusal(path, *NUMBERED)
    assert "The only row for Hinds County cannot be used (no outline: 1)" in sentence


@refused_by_the_reader
@pytest.mark.parametrize("name", ["parcels.gpkg", "parcels.shp", "parcels.parquet", "parcels.zip"])
def test_a_file_that_is_not_what_its_name_says_is_refused(
    loader: Loader, tmp_path: Path, name: str
) -> None:
    shutil.copyfile(SAMPLE, tmp_path / name)
    assert name in loader.refusal(tmp_path / name, *NUMBERED)


@refused_by_the_reader
def test_a_page_saved_in_place_of_data_is_refused(loader: Loader, derived: Path) -> None:
    assert "html_error_page.geojson" in loader.refusal(derived / "html_error_page.geojson", *MARIS)


@pytest.mark.parametrize(
    ("given", "words"),
    [("2849", "28049 (Hinds, MS)"), ("Hinds", "28049 (Hinds, MS)"), ("", "five digits")],
)
def test_a_county_that_does_not_exist_is_refused_with_the_nearest(
    loader: Loader, given: str, words: str
) -> None:
    options = ("--map", "parcel_number=PARNO", "--county", given)
    assert words in loader.refusal(SAMPLE, *options, exit_code=4)


def test_a_county_that_the_source_does_not_have_is_refused(loader: Loader) -> None:
    sentence = loader.refusal(SAMPLE, "--source", "sample_west_jackson", "--county", "28089")
    assert "has no parcels of Madison County" in sentence


@refused_by_the_reader
def test_a_column_that_is_not_there_is_refused_with_the_nearest(loader: Loader) -> None:
    sentence = loader.refusal(SAMPLE, "--map", "parcel_number=PARNUM", "--county", "28049")
    assert "no column PARNUM" in sentence
    assert "nearest to what is missing: PARNO" in sentence
    sentence = loader.refusal(
        SAMPLE, "--map", "parcel_number=PARNO", "--map", "owner_line_1=OWNER", "--county", "28049"
    )
    assert "OWNNAME" in sentence


@refused_by_the_reader
def test_options_that_do_not_fit_each_other_are_refused(loader: Loader) -> None:
    assert "either --source KEY, or --map" in loader.refusal(SAMPLE, "--county", "28049")
    assert "either --source" in loader.refusal(SAMPLE, *MARIS, "--map", "parcel_number=PARNO")
    assert "of the form" in loader.refusal(SAMPLE, "--map", "PARNO")


@refused_by_the_reader
def test_an_unknown_source_is_refused_with_the_nearest(loader: Loader) -> None:
    sentence = loader.refusal(SAMPLE, "--source", "maris-west", exit_code=4)
    assert "maris_west" in sentence


@refused_by_the_reader
def test_an_unknown_coordinate_system_is_refused(loader: Loader) -> None:
    assert "EPSG:999999" in loader.refusal(SAMPLE, *MARIS, "--crs", "EPSG:999999")


@refused_by_the_reader
@pytest.mark.parametrize("crs", ["EPSG:5703", "EPSG:4978", 'LOCAL_CS["plan",UNIT["metre",1]]'])
def test_a_coordinate_system_that_has_no_longitudes_is_refused(loader: Loader, crs: str) -> None:
    assert crs[:20] in loader.refusal(SAMPLE, *MARIS, "--crs", crs)


@refused_by_the_reader
def test_a_file_that_is_not_there_is_refused(loader: Loader, tmp_path: Path) -> None:
    assert "There is no file" in loader.refusal(tmp_path / "gone.gpkg", *MARIS)


@refused_by_the_reader
def test_a_folder_that_is_no_geodatabase_is_refused(loader: Loader, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    loader.refusal(tmp_path / "folder", *MARIS)


def test_a_repeated_number_is_refused_when_strict(loader: Loader, derived: Path) -> None:
    path = derived / "duplicate_features.geojson"
    sentence = loader.refusal(path, *MARIS, "--strict")
    assert "is met again in row 11" in sentence
    assert loader.run(path, *MARIS).exit_code == 0


def test_several_rejected_rows_are_counted_when_strict(loader: Loader, tmp_path: Path) -> None:
    features = [(square(), {"PARNO": "1"}), (None, {"PARNO": "2"}), (None, {"PARNO": "3"})]
    sentence = loader.refusal(
        write_parcels(tmp_path / "x.geojson", features), *NUMBERED, "--strict"
    )
    assert "2 rows cannot be used, the first is row 2 (no outline)" in sentence


def test_a_rejected_row_is_refused_when_strict(loader: Loader, tmp_path: Path) -> None:
    path = write_parcels(
        tmp_path / "two.geojson", [(square(), {"PARNO": "1"}), (square(1), {"PARNO": None})]
    )
    sentence = loader.refusal(path, *NUMBERED, "--strict")
    assert "Row 2 cannot be used (no parcel number)" in sentence


def test_a_second_source_for_the_county_is_refused(loader: Loader, tmp_path: Path) -> None:
    assert loader.run(SAMPLE, "--source", "sample_west_jackson").exit_code == 0
    path = write_parcels(tmp_path / "one.geojson", [(square(), {"PARNO": "1"})])
    assert "use --replace" in loader.refusal(path, *NUMBERED, exit_code=5)


def test_a_store_without_tables_is_refused(
    bare_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", bare_address)
    result = CliRunner().invoke(landtrust, ["load", str(SAMPLE), *MARIS])
    assert result.exit_code == 78
    assert "landtrust database upgrade" in result.stderr


def test_a_store_without_counties_is_refused(
    bare_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(bare_address)
    upgrade(engine)
    engine.dispose()
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", bare_address)
    result = CliRunner().invoke(landtrust, ["load", str(SAMPLE), *MARIS])
    assert result.exit_code == 5
    assert "has no counties yet" in result.stderr


def test_the_summary_names_what_was_rejected_repaired_and_repeated(
    loader: Loader, tmp_path: Path
) -> None:
    bow_tie = shapely.Polygon([(-90.2, 32.3), (-90.199, 32.301), (-90.199, 32.3), (-90.2, 32.301)])
    features = [
        (square(0), {"PARNO": "1"}),
        (square(0), {"PARNO": "1"}),
        (bow_tie, {"PARNO": "2"}),
        (None, {"PARNO": "3"}),
        (shapely.box(-90.03, 32.63, -90.029, 32.631), {"PARNO": "[bold]4"}),
    ]
    result = loader.run(write_parcels(tmp_path / "odd.geojson", features), *NUMBERED)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    text = " ".join(lines)
    assert "read │ 5" in text
    assert "kept │ 3" in text
    assert "of these with a repaired outline │ 1" in text
    assert "Rejected (no outline): row 4." in text
    assert "Parcel numbers met more than once: 1: 1 (again in row 2)." in text
    assert "1 of the parcels kept lies outside the outline of Hinds County." in text


def test_the_summary_says_that_a_roll_is_the_same(loader: Loader) -> None:
    assert loader.run(SAMPLE, "--source", "sample_west_jackson").exit_code == 0
    result = loader.run(SAMPLE, "--source", "sample_west_jackson")
    text = " ".join(result.stdout.split())
    assert "The roll says what it said in the last snapshot: no new entry was written." in text


@refused_by_the_reader
def test_json_of_a_truncated_download_is_refused(loader: Loader, tmp_path: Path) -> None:
    path = tmp_path / "cut.geojson"
    whole = json.dumps(json.loads(SAMPLE.read_text("utf-8")))
    path.write_text(whole[: len(whole) // 2])
    loader.refusal(path, *MARIS)
