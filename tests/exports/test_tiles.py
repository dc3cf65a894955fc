import json
import math
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pmtiles.reader
import pytest
import shapely
from pmtiles.tile import zxy_to_tileid

from landtrust.errors import LandTrustError
from landtrust.exports import tippecanoe
from landtrust.exports.tile_archive import TileArchive, TileFolder, TilePlace
from landtrust.exports.tiles import build_archive
from landtrust.queries.tile_features import TileFeature

WEST, SOUTH, LOT = -90.21, 32.30, 0.0004


def lots(count: int, first_id: int = 1) -> list[TileFeature]:
    return [
        TileFeature(
            id=number,
            public_id=f"28049-{number:018}",
            county_fips="28049",
            owner_kind="church",
            vacant=None,
            land_use="religious",
            value_per_acre=None,
            acres=0.41,
            outline_wkb=shapely.to_wkb(
                shapely.MultiPolygon(
                    [
                        shapely.box(
                            WEST + LOT * (number % 50),
                            SOUTH + LOT * (number // 50),
                            WEST + LOT * (number % 50 + 1),
                            SOUTH + LOT * (number // 50 + 1),
                        )
                    ]
                )
            ),
        )
        for number in range(first_id, first_id + count)
    ]


def tile_at(longitude: float, latitude: float, zoom: int) -> TilePlace:
    side = 1 << zoom
    northing = math.asinh(math.tan(math.radians(latitude)))
    return TilePlace(
        zoom,
        int((longitude + 180) / 360 * side),
        int((1 - northing / math.pi) / 2 * side),
    )


def decoded(archive: Path, zoom: int) -> list[dict[str, object]]:
    decoder = tippecanoe.tippecanoe_program().with_name("tippecanoe-decode")
    told = subprocess.run(
        [str(decoder), f"--minimum-zoom={zoom}", f"--maximum-zoom={zoom}", str(archive)],
        check=True,
        capture_output=True,
    )
    return [
        feature
        for tile in json.loads(told.stdout)["features"]
        for layer in tile["features"]
        for feature in layer["features"]
    ]


@pytest.mark.parametrize("zoom", [12, 13, 14, 15])
def test_every_parcel_is_in_the_tiles_of_every_zoom_with_its_own_id(
    tmp_path: Path, zoom: int
) -> None:
    report = build_archive([lots(300), lots(200, first_id=301)], tmp_path)
    assert report.archive is not None
    assert {feature["id"] for feature in decoded(report.archive, zoom)} == set(range(1, 501))


def test_a_tile_has_classes_and_no_name_and_leaves_out_what_is_not_known(tmp_path: Path) -> None:
    report = build_archive([lots(1)], tmp_path)
    assert report.archive is not None
    assert decoded(report.archive, 15)[0]["properties"] == {
        "public_id": "28049-000000000000000001",
        "county": "28049",
        "owner_kind": "church",
        "land_use": "religious",
        "acres": 0.41,
    }


def test_a_new_archive_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    folder = TileFolder(tmp_path)
    assert folder.current() is None
    first = build_archive([lots(3)], tmp_path)
    before = folder.current()
    second = build_archive([lots(4)], tmp_path)
    after = folder.current()
    assert before is not None
    assert after is not None
    assert (before.stamp, after.stamp) == (first.stamp, second.stamp)
    assert [path.name for path in tmp_path.glob("*.pmtiles")] == [f"parcels-{second.stamp}.pmtiles"]
    place = tile_at(WEST, SOUTH, 15)
    assert before.tile(place), "what is being read stays readable after its file is gone"


def test_without_parcels_there_is_no_archive(tmp_path: Path) -> None:
    build_archive([lots(3)], tmp_path)
    report = build_archive([[]], tmp_path)
    assert (report.archive, report.parcels) == (None, 0)
    assert TileFolder(tmp_path).current() is None


def test_a_missing_folder_has_no_archive(tmp_path: Path) -> None:
    assert TileFolder(tmp_path / "nowhere").current() is None


def test_a_failure_is_told_and_the_old_archive_stands(tmp_path: Path) -> None:
    old = build_archive([lots(3)], tmp_path)

    def broken() -> Iterator[Sequence[TileFeature]]:
        yield [lots(1)[0]._replace(owner_kind="x" * 10)]
        raise LandTrustError("The disk is full.")

    with pytest.raises(LandTrustError, match="The disk is full"):
        build_archive(broken(), tmp_path)
    assert [path.name for path in tmp_path.glob("*.pmtiles")] == [f"parcels-{old.stamp}.pmtiles"]
    assert not list(tmp_path.glob("building-*"))


def test_the_last_words_of_the_program_are_in_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho first >&2\necho 'No space left' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(tippecanoe, "tippecanoe_program", lambda: program)
    with pytest.raises(LandTrustError, match="No space left"):
        build_archive([lots(5000)] * 20, tmp_path / "tiles")


def test_what_a_killed_build_left_behind_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "building-dead").mkdir()
    (tmp_path / "building-dead" / "words").write_text("x")
    build_archive([lots(1)], tmp_path)
    assert not list(tmp_path.glob("building-*"))


def test_a_tile_is_as_the_reader_of_the_format_gives_it(tmp_path: Path) -> None:
    report = build_archive([lots(2000)], tmp_path)
    assert report.archive is not None
    ours = TileArchive(report.archive)
    reader: Any = pmtiles.reader
    with report.archive.open("rb") as file:
        theirs = reader.Reader(reader.MmapSource(file))
        for zoom in range(12, 16):
            place = tile_at(WEST + 0.001, SOUTH + 0.001, zoom)
            assert ours.tile(place)
            assert ours.tile(place) == theirs.get(*place)
        assert ours.tile(TilePlace(15, 0, 0)) is None
        assert zxy_to_tileid(0, 0, 0) == 0


@pytest.mark.parametrize(
    "place", [(0, 0, 0), (99, 0, 0), (15, -1, 0), (15, 0, 1 << 15), (15, 10**20, 0)]
)
def test_a_place_outside_the_grid_is_none(tmp_path: Path, place: tuple[int, int, int]) -> None:
    report = build_archive([lots(1)], tmp_path)
    assert report.archive is not None
    assert not TileArchive(report.archive).has_place(TilePlace(*place))


def test_the_archive_names_no_folder_of_the_machine_that_built_it(tmp_path: Path) -> None:
    report = build_archive([lots(1)], tmp_path)
    assert report.archive is not None
    reader: Any = pmtiles.reader
    with report.archive.open("rb") as file:
        metadata = reader.Reader(reader.MmapSource(file)).metadata()
    assert "/" not in metadata["generator_options"]
