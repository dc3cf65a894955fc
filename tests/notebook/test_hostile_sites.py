import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import landtrust
from landtrust.errors import Busy, InvalidInput, NoRoom, NotFound, SourceProblem
from landtrust.exports.parcel_table import table_schema
from landtrust.exports.snapshot_notes import FORM
from landtrust.notebook import fetching, parquet_answer
from landtrust.notebook.received_outlines import SHALLOW_BYTES, read_outlines
from landtrust.notebook.trust import Trust
from tests.notebook.scripted_site import Answer, ScriptedSite, nothing_loaded, scripted_site

LIST, FILE, COUNTS = "/snapshots.json", "/parcels.parquet", "/parcels/counts.json"
HOLDINGS = "/ogc/collections/holdings/items"
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedSite]:
    """A site that can be told what to answer; nobody waits for it."""
    monkeypatch.setattr(fetching, "_LONGEST_WAIT", 0.0)
    with scripted_site() as told:
        yield told


@pytest.fixture
def trust(site: ScriptedSite) -> Trust:
    """A connection to it, made while it was in order."""
    return landtrust.connect(site.address)


def _json(value: object) -> Answer:
    return Answer(orjson.dumps(value))


FOREIGN = [
    Answer(b"<!doctype html><title>Welcome</title>", headers=HTML),
    Answer(b"", status=404),
    _json([1, 2]),
    _json({"form": "something-else"}),
    _json({"form": "landtrust-snapshots"}),
    _json({"form": "landtrust-snapshots", "snapshots": [{"id": "one"}]}),
    Answer(b"[" * 100_000),
    Answer(b"\xff\xfe"),
]


@pytest.mark.parametrize("answer", FOREIGN, ids=lambda one: one.body[:40].decode("latin-1"))
def test_what_is_no_site_of_ours_is_told_from_one(site: ScriptedSite, answer: Answer) -> None:
    site.say(LIST, answer)
    with pytest.raises(SourceProblem, match="not a Landtrust site"):
        landtrust.connect(site.address)


@pytest.mark.parametrize(
    "where",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://other.example/",
        "//other.example",
        "data:,x",
    ],
)
def test_nobody_is_led_elsewhere(site: ScriptedSite, where: str) -> None:
    site.say(LIST, Answer(status=302, headers={"Location": where}))
    with pytest.raises(SourceProblem):
        landtrust.connect(site.address)
    assert site.asked == [LIST]


def test_a_site_may_move_within_itself(site: ScriptedSite) -> None:
    site.say("/moved", nothing_loaded())
    site.say(LIST, Answer(status=307, headers={"Location": "/moved"}))
    assert landtrust.connect(site.address).snapshots().empty
    site.say("/moved", Answer(status=302, headers={"Location": LIST}))
    with pytest.raises(SourceProblem):
        landtrust.connect(site.address)


def test_a_site_that_is_busy_is_asked_again(site: ScriptedSite) -> None:
    busy = Answer(status=503, headers={"Retry-After": "10"})
    site.say(LIST, busy, busy, nothing_loaded())
    assert landtrust.connect(site.address)
    assert site.asked == [LIST] * 3


def test_a_site_that_stays_busy_is_asked_no_more_and_heard(
    trust: Trust, site: ScriptedSite
) -> None:
    said = orjson.dumps({"detail": "Others are downloading just now.\x1b[2J", "status": 503})
    site.say(FILE, Answer(said, status=503, headers={"Retry-After": "soon"}))
    with pytest.raises(Busy, match=r"^Others are downloading just now\.\[2J$"):
        trust.parcels()
    assert site.asked.count(FILE) == 4


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (Answer(b'{"detail": "vacant: no.", "parameter": "vacant"}', 400), InvalidInput, "vacant"),
        (Answer(b'{"detail": "It is gone."}', 404), NotFound, "gone"),
        (Answer(b'{"detail": ["no text"]}', 400), SourceProblem, "error 400"),
        (Answer(b"<h1>Bad</h1>", 400), SourceProblem, "error 400"),
        (Answer(b"[]", 500), SourceProblem, "error 500"),
        (Answer(b'{"detail": "Password?"}', 401), SourceProblem, "error 401"),
        (Answer(b"", 418), SourceProblem, "error 418"),
    ],
    ids=str,
)
def test_an_error_of_a_site_is_told_in_its_words_or_by_its_number(
    trust: Trust, site: ScriptedSite, answer: Answer, kind: type[Exception], message: str
) -> None:
    site.say(FILE, answer)
    with pytest.raises(kind, match=message):
        trust.parcels()


def _written(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _table(outline: bytes | None, rows: int = 1, **texts: str) -> pa.Table:
    row = dict.fromkeys(table_schema().names) | texts | {"geometry": outline}
    return pa.Table.from_pylist([row] * rows, schema=table_schema())


SQUARE = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]).wkb


def _nested(levels: int) -> bytes:
    return b"".join(b"\x01" + struct.pack("<II", 6, 1) for _ in range(levels))


def _nested_later(levels: int) -> bytes:
    first = shapely.box(0, 0, 1, 1).wkb
    return b"\x01" + struct.pack("<II", 6, 2) + first + _nested(levels)


BAD_FILES = {
    "a page": b"<!doctype html>",
    "nothing": b"",
    "only the name": b"PAR1",
    "a head and no tail": b"PAR1" + b"\0" * 200 + b"PAR1",
    "half of one": _written(_table(SQUARE))[:-100],
    "other columns": _written(pa.table({"a": [1]})),
    "other types": _written(_table(SQUARE).set_column(
        13, "acres", pa.array([["no number"]], pa.list_(pa.string()))
    )),
    "no outline": _written(_table(None)),
    "an outline of noise": _written(_table(b"noise")),
    "a point": _written(_table(shapely.Point(1, 2).wkb)),
    "a collection": _written(_table(shapely.GeometryCollection([shapely.Point(1, 2)]).wkb)),
    "outlines in outlines": _written(_table(_nested(500_000))),
    "outlines in outlines, after a good one": _written(_table(_nested_later(500_000))),
    "a long outline cut off": _written(_table(
        shapely.MultiPolygon([shapely.Point(0, 0).buffer(1, quad_segs=400)]).wkb[:-20]
    )),
}  # fmt: skip


@pytest.mark.parametrize("body", BAD_FILES.values(), ids=list(BAD_FILES))
def test_what_is_no_file_of_parcels_is_refused_and_runs_nothing(
    trust: Trust, site: ScriptedSite, body: bytes
) -> None:
    site.say(FILE, Answer(body))
    with pytest.raises(SourceProblem, match=f"What {site.address} sent cannot be used: "):
        trust.parcels()


def test_long_outlines_that_are_whole_are_read() -> None:
    round_land = shapely.Point(0, 0).buffer(1, quad_segs=400)
    inside = shapely.Point(0, 0).buffer(0.8).exterior
    with_hole = shapely.Polygon(round_land.exterior, [inside])
    land = shapely.MultiPolygon([with_hole, shapely.box(9, 9, 10, 10)])
    assert len(land.wkb) > SHALLOW_BYTES
    assert read_outlines(np.array([land.wkb], dtype=object))[0].equals(land)


def test_a_small_file_that_is_large_in_memory_is_not_read_to_its_end(
    trust: Trust, site: ScriptedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = _written(_table(SQUARE, rows=30_000, owner_name="x" * 1_000))
    assert len(body) < 1_000_000
    site.say(FILE, Answer(body))
    monkeypatch.setattr(parquet_answer, "MOST_BYTES", 15_000_000)
    with pytest.raises(SourceProblem, match="does not fit into memory"):
        trust.parcels()
    monkeypatch.setattr(parquet_answer, "MOST_ROWS", 20_000)
    with pytest.raises(SourceProblem, match="30,000 rows"):
        trust.parcels()


def test_more_bytes_than_a_site_has_are_not_taken(
    trust: Trust, site: ScriptedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST_FILE", 1_000)
    site.say(FILE, Answer(b"x" * 2_000))
    with pytest.raises(SourceProblem, match="more than 1,000 bytes"):
        trust.parcels()


def test_a_file_that_breaks_off_is_not_taken_for_the_whole(
    trust: Trust, site: ScriptedSite
) -> None:
    site.say(FILE, Answer(_written(_table(SQUARE)), length=10_000_000))
    with pytest.raises(SourceProblem, match="broke off after"):
        trust.parcels()


def test_a_full_disk_is_told_from_a_site_that_is_silent(
    trust: Trust, site: ScriptedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.say(FILE, Answer(b"x" * 2_000))
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - the door closes it
    monkeypatch.setattr("landtrust.notebook.site_door.TemporaryFile", lambda **_: full)
    with pytest.raises(NoRoom, match="No space left"):
        trust.parcels()


def test_what_is_packed_unasked_is_not_unpacked(trust: Trust, site: ScriptedSite) -> None:
    site.say(COUNTS, Answer(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(SourceProblem, match="not a Landtrust site"):
        trust.count()


def _features(*features: object, after: str | None = None) -> Answer:
    links = [{"rel": "next", "href": f"http://other.example/steal?after={after}"}] if after else []
    return _json({"type": "FeatureCollection", "features": list(features), "links": links})


GOOD = {"id": "1", "geometry": None, "properties": {"name": "Oak House", "parcels": []}}
BAD_FEATURES = {
    "no features": _json({}),
    "a list": _json([]),
    "features that are none": _features(1),
    "a shape that is none": _features({"geometry": {"type": "Blob"}, "properties": {}}),
    "a number for a shape": _features({"geometry": 7, "properties": {}}),
    "a word for a number": _features({"geometry": None, "properties": {"holding": "x"}}),
    "a word for a day": _features({"geometry": None, "properties": {"valid_from": "soon"}}),
}


@pytest.mark.parametrize("answer", BAD_FEATURES.values(), ids=list(BAD_FEATURES))
def test_features_that_are_none_are_refused(
    trust: Trust, site: ScriptedSite, answer: Answer
) -> None:
    site.say(HOLDINGS, answer)
    with pytest.raises(SourceProblem, match=site.address):
        trust.holdings()


def test_pages_are_turned_at_this_site_wherever_a_link_leads(
    trust: Trust, site: ScriptedSite
) -> None:
    site.say(HOLDINGS, _features(GOOD, after="a b"), _features(GOOD))
    assert trust.holdings()["name"].tolist() == ["Oak House"] * 2
    pages = [one for one in site.asked if one.startswith(HOLDINGS)]
    assert [one.rpartition("&")[2] for one in pages][1:] == ["after=a+b"]


def test_pages_without_an_end_are_not_read_for_ever(
    trust: Trust, site: ScriptedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landtrust.notebook.site_door._MOST_PAGES", 3)
    site.say(HOLDINGS, _features(GOOD, after="1"))
    with pytest.raises(SourceProblem, match="no end"):
        trust.holdings()


@pytest.mark.parametrize("said", [{}, {"total": "many"}, {"total": True}, []], ids=str)
def test_a_count_that_is_none_is_refused(trust: Trust, site: ScriptedSite, said: object) -> None:
    site.say(COUNTS, _json(said))
    with pytest.raises(SourceProblem, match="does not count"):
        trust.count()


def test_texts_of_a_site_are_texts(trust: Trust, site: ScriptedSite) -> None:
    hostile = "</script><script>alert(1)</script>{{ 7*7 }}"
    site.say(FILE, Answer(_written(_table(SQUARE, parcel_id=hostile, snapshot="2026-11-23"))))
    frame = trust.parcels()
    assert frame["parcel_id"].tolist() == [hostile]
    page = trust.map(frame).get_root().render()
    assert "<script>alert" not in page
    assert "49" not in page.partition("application/json")[2].partition("</script>")[0]


def test_of_very_many_loads_those_are_named_that_rows_are_of(
    trust: Trust, site: ScriptedSite
) -> None:
    note = {
        "id": 1, "county_fips": "28049", "county": "Hinds", "state": "MS", "source": "sample",
        "title": "Town", "publisher": None, "licence": None, "credit": None,
        "retrieved": "2026-11-23T12:00:00+00:00", "roll_year": None, "sha256": "ab" * 32,
        "rows": 1, "invented": True, "is_current": True,
    }  # fmt: skip
    others = [{"id": 2, "county_fips": "28001"}, {"id": 3, "retrieved": "2025-01-01T00:00:00"}]
    notes = [note, *(note | other for other in others)]
    site.say(LIST, _json({"form": FORM, "snapshots": notes}))
    body = _written(_table(SQUARE, county_fips="28049", snapshot="2026-11-23"))
    site.say(FILE, Answer(body, headers={"Landtrust-Snapshots": "82; list=/snapshots.json"}))
    assert [one["id"] for one in trust.parcels().attrs["snapshots"]] == [1]
