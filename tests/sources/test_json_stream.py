import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landtrust.errors import InvalidInput
from landtrust.sources import json_stream
from landtrust.sources.geojson_features import GeoJsonText
from landtrust.sources.geojson_rows import open_geojson

Write = Callable[..., Path]

LEAVES = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    LEAVES | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
FEATURES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.just("Feature"),
            "geometry": st.none(),
            "properties": st.dictionaries(TEXTS, VALUES, max_size=4),
        }
    ),
    max_size=5,
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(features=FEATURES, encoding=ENCODINGS, chunk=st.integers(1, 40), is_sequence=st.booleans())
def test_features_are_the_same_wherever_the_chunks_end(  # noqa: PLR0913, PLR0917 - each is drawn
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    features: list[dict[str, object]],
    encoding: str,
    chunk: int,
    is_sequence: bool,  # noqa: FBT001 - drawn by name
) -> None:
    monkeypatch.setattr(json_stream, "CHUNK_BYTES", chunk)
    if is_sequence:
        text = "".join(f"\x1e{json.dumps(feature)}\n" for feature in features)
    else:
        text = json.dumps({"type": "FeatureCollection", "features": features, "more": [1]})
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding=encoding)
    got = [value for _, value in GeoJsonText(path, is_sequence=is_sequence).features()]
    assert got == features


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(features=FEATURES.filter(bool), cut=st.floats(0, 0.999))
def test_a_text_cut_anywhere_is_refused(
    tmp_path: Path, features: list[dict[str, object]], cut: float
) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path = tmp_path / "a.geojson"
    path.write_text(text[: int(len(text) * cut)])
    with pytest.raises(InvalidInput):
        list(GeoJsonText(path, is_sequence=False).features())


def test_stray_bytes_are_read_as_cp1252_value_by_value(write_geojson: Write) -> None:
    text = '{"type":"Feature","geometry":null,"properties":{"a":"PEÑA","b":"Peña"}}'
    content = text.encode().replace("Ñ".encode(), b"\xd1")
    rows = open_geojson(write_geojson(content), is_sequence=False)
    batch = next(rows.batches())
    assert batch.to_pylist()[0]["a"] == "PEÑA"
    assert batch.to_pylist()[0]["b"] == "Peña"
    assert any("cp1252" in note for note in rows.notes)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([1, 2, None], "int64", [1, 2, None]),
        ([1, 2.5], "double", [1.0, 2.5]),
        ([True, None], "bool", [True, None]),
        ([1, "1"], "string", ["1", "1"]),
        ([True, 1], "string", ["true", "1"]),
        ([{"a": [1, "é"]}, None], "string", ['{"a": [1, "é"]}', None]),
        ([9_007_199_254_740_993, 0.5], "string", ["9007199254740993", "0.5"]),
        ([None, None], "string", [None, None]),
    ],
)
def test_a_column_has_the_type_that_holds_all_its_values(
    write_geojson: Write, values: list[object], kind: str, expected: list[object]
) -> None:
    features = [{"type": "Feature", "geometry": None, "properties": {"a": v}} for v in values]
    batch = next(open_geojson(write_geojson(features), is_sequence=False).batches())
    assert str(batch["a"].type) == kind
    assert batch["a"].to_pylist() == expected


def test_properties_that_come_late_or_are_missing_make_nulls(write_geojson: Write) -> None:
    rows = [{"a": 1}, None, {"b": "x", "geometry": "mine", "row_number": 9}]
    features = [
        {"type": "Feature", "id": at, "geometry": None, "properties": row}
        for at, row in enumerate(rows)
    ]
    read = open_geojson(write_geojson(features), is_sequence=False)
    assert read.columns == ("id", "a", "b", "geometry_attribute", "row_number_attribute")
    batch = next(read.batches())
    assert batch["a"].to_pylist() == [1, None, None]
    assert batch["geometry_attribute"].to_pylist() == [None, None, "mine"]


@pytest.mark.parametrize(
    ("member", "crs"),
    [
        (
            {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2254"}}},
            "EPSG:2254",
        ),
        ({"crs": {"type": "name", "properties": {"name": "EPSG:3814"}}}, "EPSG:3814"),
        ({"crs": None}, None),
        ({"crs": {"type": "link", "properties": {"href": "http://127.0.0.1/"}}}, None),
        ({}, "OGC:CRS84"),
    ],
)
def test_the_old_crs_member_is_understood(
    write_geojson: Write, member: dict[str, object], crs: str | None
) -> None:
    path = write_geojson(json.dumps({"type": "FeatureCollection", "features": [], **member}))
    assert open_geojson(path, is_sequence=False).crs_declared == crs


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"type":"Topology","objects":{}}', "holds a Topology"),
        ('{"features":[7]}', r"features\[0\] is not a GeoJSON feature"),
        ('{"features":[{"type":"Feature","properties":[]}]}', ""),
        ('{"a":1,"a":2}', "is there twice"),
        ('{"features":[] ] }', "has ']' where ',' belongs"),
        ('{"features":[{"type" "Feature"}]}', r"features\[0\] is not JSON"),
        ("{", "cut short"),
    ],
)
def test_what_is_not_geojson_is_refused(write_geojson: Write, text: str, reason: str) -> None:
    path = write_geojson(text)
    if not reason:
        assert open_geojson(path, is_sequence=False).row_count == 1
        return
    with pytest.raises(InvalidInput, match=reason):
        open_geojson(path, is_sequence=False)


def test_a_single_feature_and_a_bare_geometry_are_one_row_each(write_geojson: Write) -> None:
    point = {"type": "Point", "coordinates": [1, 2]}
    for content in (point, {"type": "Feature", "properties": {}, "geometry": point}):
        rows = open_geojson(write_geojson(json.dumps(content)), is_sequence=False)
        assert next(rows.batches()).num_rows == rows.row_count == 1
