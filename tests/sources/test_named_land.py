"""What a place's own map names, with a point of each."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import shapely

from landtrust.assets import data_folder
from landtrust.sources.named_land import NamedLand, named_land


def _file(folder: Path, *features: tuple[str, str | None, Mapping[str, object]]) -> Path:
    path = folder / "land.geojson"
    written = [
        {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry}
        for kind, name, geometry in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": written}), "utf-8")
    return path


def test_each_name_that_is_drawn_has_a_point_of_its_land(tmp_path: Path) -> None:
    bend: dict[str, object] = {"type": "LineString", "coordinates": [[0, 0], [0, 2], [2, 2]]}
    ring = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]
    path = _file(
        tmp_path,
        ("creek", "Long Creek", bend),
        ("park", "GREEN", {"type": "Polygon", "coordinates": ring}),
        ("school", "SCHOOL", {"type": "Point", "coordinates": [1, 3]}),
        ("creek", None, bend),
        ("street", "NOWHERE ST", {"type": "GeometryCollection", "geometries": []}),
    )
    creek, park, school = named_land(path)
    assert shapely.from_geojson(json.dumps(bend)).distance(shapely.Point(creek.lon, creek.lat)) == 0
    assert park == NamedLand("park", "GREEN", 2, 2)
    assert school == NamedLand("school", "SCHOOL", 1, 3)


@pytest.mark.parametrize("name", ["DEPOT GREEN", "PEARLWATER PARK", "Pearlwater Creek"])
def test_the_sample_has_its_parks_and_waters(name: str) -> None:
    named = named_land(data_folder() / "sample" / "west_jackson_places.geojson")
    (found,) = [one for one in named if one.name == name]
    assert (round(found.lon, 1), round(found.lat, 1)) == (-90.2, 32.3)
