"""Hostile uploads at the reader: the ids are the cases' own, U1 to U14."""

import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landtrust.sources.archives import unpack
from landtrust.sources.sandbox import Budget
from tests.hostile_files import (
    LOT,
    feature,
    opening_is_seen,
    seconds_of_children,
    u4_archive,
    vrt,
    zipped,
)

Write = Callable[..., Path]
Read = Callable[..., Any]
Refused = Callable[..., str]


@pytest.fixture
def decoy(tmp_path: Path) -> Path:
    """A file beside the upload that nobody asked for."""
    path = tmp_path / "secret.csv"
    path.write_text("wkt,word\nPOINT (1 2),secret\n")
    return path


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.csv", "a.gpkg", "a.shp", "zipped.zip"])
def test_u1_a_vrt_under_another_name_opens_no_other_file(
    read_in_child: Read, write_geojson: Write, decoy: Path, name: str, refused: Refused
) -> None:
    path = write_geojson(vrt(decoy), name)
    if name == "zipped.zip":
        path.unlink()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.geojson", vrt(decoy))
    with opening_is_seen(decoy) as was_opened:
        sentence = refused(read_in_child, path)
        assert not was_opened()
        decoy.read_text()
        assert was_opened()
    assert "an OGR VRT" in sentence


@pytest.mark.parametrize(
    "deep",
    [
        '{"type":"GeometryCollection","geometries":[' * 100_000,
        '{"type":"Feature","properties":{},"geometry":{"coordinates":' + "[" * 100_000,
        '{"type":"Feature","geometry":null,"properties":' + '{"a":' * 100_000,
    ],
    ids=["collections", "arrays", "properties"],
)
def test_u2_deep_nesting_is_refused_soon(
    read_in_child: Read, write_geojson: Write, deep: str, refused: Refused
) -> None:
    path = write_geojson('{"type":"FeatureCollection","features":[' + deep)
    began = seconds_of_children()
    read_in_child(write_geojson([feature()], "plain.geojson"))
    plain = seconds_of_children() - began
    assert "nested too deeply" in refused(read_in_child, path, budget=Budget(cpu_seconds=5))
    # What a child needs to start at all is not the nesting's doing.
    assert seconds_of_children() - began - 2 * plain < 1


def test_u2_collections_in_collections_lose_their_row_only(
    read_in_child: Read, write_geojson: Write
) -> None:
    shape: dict[str, Any] = LOT
    for _ in range(100):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    read = read_in_child(write_geojson([feature(shape), feature()]))
    assert [value is None for value in read.rows["geometry"].to_pylist()] == [True, False]
    assert any("features[0]" in note and "deeply" in note for note in read.notes)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"type":"Feature","properties":{"a":NaN},"geometry":null}', "features[0].properties.a"),
        ('{"type":"Feature","properties":{"a b":Infinity}}', 'features[0].properties["a b"]'),
        ('{"type":"Feature","properties":{"a":[1,-1e400]}}', "features[0].properties.a[1]"),
        ('{"type":"Feature","properties":{"a":' + "9" * 10_000 + "}}", "features[0].properties.a"),
        ('{"type":"Feature","properties":{"a":1,"a":2}}', "features[0].properties.a"),
        ('{"type":"Feature","type":"Feature","properties":{}}', "features[0].type"),
        ('{"type":"Feature","properties":{"a":"x\\ud800"}}', "features[0].properties.a"),
        (json.dumps(feature()).replace("32.4", "1e999"), "geometry.coordinates[0][2][1]"),
    ],
    ids=["nan", "infinity", "1e400", "10000-digits", "twice", "type-twice", "surrogate", "deep"],
)
def test_u3_what_json_does_not_have_is_refused_with_its_path(
    read_in_child: Read, write_geojson: Write, text: str, place: str, refused: Refused
) -> None:
    path = write_geojson('{"type":"FeatureCollection","features":[' + text + "]}")
    assert place in refused(read_in_child, path)


# In a process of its own: the most memory that a process ever had does not go down again.
UNPACK_AND_MEASURE = """
import re, sys
from pathlib import Path
import psutil
from landtrust.errors import InvalidInput
from landtrust.sources.archives import unpack
before = psutil.Process().memory_info().rss
try:
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
except InvalidInput as problem:
    print(problem)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(int(peak[1]) * 1024 - before)
"""


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("ten-gigabytes", "would unpack to 12.9 GB"),
        ("lies-about-size", "not a whole zip archive"),
        ("ratio", "more than 200 times its size"),
        ("many-members", "holds 100,000 files"),
        ("nested", "an archive in the archive"),
    ],
)
def test_u4_archives_that_explode_are_refused(
    tmp_path: Path, kind: str, reason: str, refused: Refused
) -> None:
    path = u4_archive(tmp_path, kind)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    command = [sys.executable, "-c", UNPACK_AND_MEASURE, str(path), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    sentence, growth = done.stdout.splitlines()
    assert reason in sentence
    assert int(growth) < 50_000_000
    assert sum(file.stat().st_size for file in folder.rglob("*")) < 10_000
    assert refused(lambda archive: unpack(archive, folder), path) == sentence


LINK, DEVICE = stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o666


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("../../app.py", 0o644),
        ("/etc/cron.d/x", 0o644),
        ("C:\\x", 0o644),
        ("a\\..\\..\\x.shp", 0o644),
        ("link.shp", LINK),
        ("device.shp", DEVICE),
        ("nul\x00.shp", 0o644),
        ("line\nend.shp", 0o644),
        ("a/" * 200 + "x.shp", 0o644),
    ],
    ids=["up", "absolute", "drive", "backslash", "link", "device", "nul", "newline", "long"],
)
def test_u5_members_that_lead_elsewhere_are_refused(
    tmp_path: Path, name: str, mode: int, refused: Refused
) -> None:
    path = tmp_path / "upload.zip"
    member = zipfile.ZipInfo("placeholder")
    member.filename = name
    member.external_attr = mode << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    folder = tmp_path / "a" / "b" / "unpacked"
    folder.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    refused(lambda archive: unpack(archive, folder), path)
    assert sorted(tmp_path.rglob("*")) == before


def test_u5_the_same_name_twice_is_refused(tmp_path: Path, refused: Refused) -> None:
    path = zipped(tmp_path / "upload.zip", {"a.shp": b"1", "A.SHP": b"2"})
    folder = tmp_path / "unpacked"
    folder.mkdir()
    assert "is there twice" in refused(lambda archive: unpack(archive, folder), path)


@pytest.mark.parametrize(
    "name",
    [
        "CON.geojson",
        "x" * 240 + ".geojson",
        "a\r\nX-H: 1.geojson",
        "\u202egnp.geojson",
        "..geojson",
    ],
    ids=["device-name", "long", "line-end", "right-to-left", "dots"],
)
def test_u6_an_odd_name_reads_like_any_other(
    read_in_child: Read, write_geojson: Write, name: str
) -> None:
    read = read_in_child(write_geojson([feature(PARNO="1")], name))
    assert read.rows["PARNO"].to_pylist() == ["1"]


@pytest.mark.parametrize("name", ["x.geojson.html", "\u202egnp\r\n.svg", "x" * 300 + ".geojson"])
def test_u6_a_name_that_is_refused_stands_in_one_plain_line(
    read_in_child: Read, tmp_path: Path, name: str, refused: Refused
) -> None:
    path = tmp_path / name
    if len(name) < 256:
        path.write_text("{}")
    assert len(refused(read_in_child, path)) < 700


EMPTY = '{"type":"FeatureCollection","features":[]}'


@pytest.mark.parametrize(
    "content",
    [
        EMPTY + "<script>alert(1)</script>",
        EMPTY + "\n/*" + EMPTY,
        '<svg onload="alert(1)">' + EMPTY,
        "<!--" + EMPTY + "-->",
        "alert(1)//" + EMPTY,
        "GIF89a" + EMPTY,
    ],
)
def test_u7_two_formats_in_one_file_are_refused(
    read_in_child: Read, write_geojson: Write, content: str, refused: Refused
) -> None:
    refused(read_in_child, write_geojson(content))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><kml>&b;</kml>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><gpx>&x;</gpx>'


@pytest.mark.parametrize("name", ["a.kml", "a.gpx", "a.xlsx", "a.geojson", "a.csv", "a.shp"])
@pytest.mark.parametrize("content", [BOMB, OUTSIDE], ids=["entities", "external"])
def test_u8_xml_is_never_parsed(
    read_in_child: Read, write_geojson: Write, name: str, content: str, refused: Refused
) -> None:
    assert "looks like" in refused(read_in_child, write_geojson(content, name))
