"""A county loaded again: what is the same stays, what differs is recorded once."""

import csv
import json
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.errors import RuleBroken
from landtrust.ingest import waiting
from tests.stores import (
    DATA_FOLDER,
    Feature,
    changes_of,
    digests,
    drawn,
    is_whole,
    load,
    load_hinds,
    mapped,
    rows_of,
    square,
    values_of,
    write_parcels,
)

SAMPLE = DATA_FOLDER / "sample"
OF_THE_LOAD = frozenset({"snapshot", "parcel", "parcel_facts"})
"""Tables in which each load says that it was here."""

MAPPED = mapped(
    "parcel_number=NO", "account=PPIN", "owner_line_1=OWNER", "total_value=VALUE", "ppin=PPIN"
)


def _lot(number: str, place: int = 0, owner: str = "SAMPLE ANN", **more: object) -> Feature:
    return square(place), {"NO": number, "PPIN": None, "OWNER": owner, "VALUE": 100} | more


def test_the_same_file_again_writes_no_roll_entry_and_changes_nothing(store: Engine) -> None:
    path = SAMPLE / "west_jackson_2025.geojson"
    first = load(store, path, "sample_west_jackson").counties[0]
    assert first.entries_written == first.kept == 3_186
    before = digests(store, OF_THE_LOAD)
    again = load(store, path, "sample_west_jackson").counties[0]
    assert again.entries_written == again.parcels_new == again.parcels_gone == 0
    assert not again.changes
    assert again.kept == 3_186
    assert digests(store, OF_THE_LOAD) == before
    assert values_of(store, "SELECT state FROM snapshot ORDER BY id") == ["superseded", "current"]


def _known_changes() -> list[tuple[str, str]]:
    with (SAMPLE / "changes_2025_2026.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted((_kind(row), row["parno"]) for row in rows)


def _kind(row: dict[str, str]) -> str:
    """The list says of gone lots in words what became of them; the loader sees it on the map."""
    if row["change"] == "gone" and row["note"].startswith(("split", "merged")):
        return row["note"].split()[0]
    return row["change"]


def test_two_rolls_of_the_sample_differ_by_exactly_its_known_changes(store: Engine) -> None:
    load(store, SAMPLE / "west_jackson_2025.geojson", "sample_west_jackson")
    second = load(store, SAMPLE / "west_jackson_2026.geojson", "sample_west_jackson").counties[0]
    found = changes_of(store, second.snapshot_id)
    known = _known_changes()
    # The list does not repeat that the roll's own acreage changes with the outline.
    reshaped = {number for kind, number in known if kind == "reshaped"}
    assert {number for kind, number in found if kind == "entry changed"} == reshaped
    assert [change for change in found if change[0] != "entry changed"] == known
    stated = values_of(store, "SELECT evidence FROM parcel_change WHERE kind = 'entry changed'")
    assert {tuple(json.loads(evidence)["after"]) for evidence in stated} == {("stated_acres",)}
    with (SAMPLE / "changes_2025_2026.csv").open(encoding="utf-8", newline="") as file:
        related = {row["parno"]: row["related_parnos"].split() for row in csv.DictReader(file)}
    for row in rows_of(
        store,
        "SELECT p.parcel_number, c.evidence FROM parcel_change AS c JOIN parcel AS p "
        "ON p.id = c.parcel_id WHERE c.kind IN ('split', 'merged')",
    ):
        successors = json.loads(row["evidence"])["share_of_land_in"]
        named = sorted(name.removeprefix("28049-") for name in successors)
        assert named == sorted(related[row["parcel_number"]])
    assert is_whole(store)


def test_the_values_of_a_change_are_its_evidence(store: Engine) -> None:
    load(store, SAMPLE / "west_jackson_2025.geojson", "sample_west_jackson")
    load(store, SAMPLE / "west_jackson_2026.geojson", "sample_west_jackson")
    with (SAMPLE / "changes_2025_2026.csv").open(encoding="utf-8", newline="") as file:
        listed = next(row for row in csv.DictReader(file) if row["note"] == "house built")
    (found,) = rows_of(
        store,
        "SELECT c.evidence FROM parcel_change AS c JOIN parcel AS p ON p.id = c.parcel_id "
        "WHERE p.parcel_number = ? AND c.kind = 'value changed'",
        listed["parno"],
    )
    evidence = json.loads(found["evidence"])
    assert evidence["before"]["total_value_cents"] == int(listed["value_2025"]) * 100
    assert evidence["after"]["total_value_cents"] == int(listed["value_2026"]) * 100


def test_an_older_roll_needs_replace(store: Engine) -> None:
    load(store, SAMPLE / "west_jackson_2026.geojson", "sample_west_jackson")
    before = digests(store)
    older = SAMPLE / "west_jackson_2025.geojson"
    with pytest.raises(RuleBroken, match=r"roll of 2026, the file has that of 2025.*--replace"):
        load(store, older, "sample_west_jackson")
    assert digests(store) == before
    report = load(store, older, "sample_west_jackson", replace=True).counties[0]
    assert report.roll_year == 2025
    assert values_of(store, "SELECT roll_year FROM snapshot WHERE state = 'current'") == [2025]


def test_a_second_source_for_a_county_needs_replace(store: Engine, tmp_path: Path) -> None:
    load(store, SAMPLE / "west_jackson_2026.geojson", "sample_west_jackson")
    path = write_parcels(tmp_path / "other.geojson", [_lot("A1", 0), _lot("A2", 1)])
    before = digests(store)
    with pytest.raises(RuleBroken, match=r"sample_west_jackson.*--replace"):
        load_hinds(store, path, MAPPED)
    assert digests(store) == before
    report = load_hinds(store, path, MAPPED, replace=True)
    assert report.parcels_gone > 3_000
    assert values_of(store, "SELECT count(*) FROM parcel_facts") == [2]
    assert len(drawn(store)) == 2
    assert values_of(store, "SELECT count(*) FROM parcel_words") == [2]
    open_entries = "SELECT DISTINCT source_key FROM roll_entry WHERE recorded_to_id IS NULL"
    assert values_of(store, open_entries) == ["mapped_by_hand"]


def test_gone_parcels_come_back_with_their_whole_outline(store: Engine, tmp_path: Path) -> None:
    two_parts = [_lot("A", 0), _lot("A", 2)]
    both = write_parcels(tmp_path / "both.geojson", [*two_parts, _lot("B", 5)])
    one = write_parcels(tmp_path / "one.geojson", [_lot("B", 5)])
    load_hinds(store, both, MAPPED)
    statements = (
        "SELECT parcel_id, area_sqm, accounts FROM parcel_facts ORDER BY 1",
        "SELECT id, west, south, east, north, label_lon, label_lat FROM parcel ORDER BY 1",
    )
    first, first_drawn = [rows_of(store, statement) for statement in statements], drawn(store)
    gone = load_hinds(store, one, MAPPED)
    assert changes_of(store, gone.snapshot_id) == [("gone", "A")]
    assert len(drawn(store)) == 1
    back = load_hinds(store, both, MAPPED)
    assert changes_of(store, back.snapshot_id) == [("returned", "A")]
    assert [rows_of(store, statement) for statement in statements] == first
    assert {
        key: pytest.approx(edges, abs=5e-5) for key, edges in drawn(store).items()
    } == first_drawn
    assert values_of(store, "SELECT count(*) FROM parcel_words") == [2]
    assert is_whole(store)


def test_two_polygons_of_one_number_are_one_parcel_of_both(store: Engine, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "road.geojson", [_lot("A", 0), _lot("B", 1), _lot("A", 2)])
    report = load_hinds(store, path, MAPPED)
    assert (report.kept, report.rejected.total(), report.parcels_new) == (3, 0, 2)
    assert report.repeated == {"A": [3]}
    (found,) = rows_of(
        store,
        "SELECT p.id, p.west, p.east, p.area_sqm, o.outline, f.area_sqm AS facts_area, f.accounts "
        "FROM parcel AS p JOIN parcel_outline AS o ON o.parcel_id = p.id JOIN parcel_facts AS f "
        "ON f.parcel_id = p.id WHERE p.parcel_number = 'A'",
    )
    outline = shapely.from_wkb(found["outline"])
    assert shapely.get_num_geometries(outline) == 2
    assert outline.equals(shapely.union_all([square(0), square(2)]))
    assert found["area_sqm"] == found["facts_area"]
    assert found["accounts"] == 1
    west, east = drawn(store)[found["id"]]
    assert west <= found["west"] == square(0).bounds[0]
    assert east >= found["east"] == square(2).bounds[2]
    assert changes_of(store, report.snapshot_id) == []


def test_two_accounts_of_one_polygon_are_one_parcel_with_two_entries(
    store: Engine, tmp_path: Path
) -> None:
    features = [_lot("A", 0, "SAMPLE ANN", PPIN="1"), _lot("A", 0, "SAMPLE BEN", PPIN="2")]
    report = load_hinds(store, write_parcels(tmp_path / "flats.geojson", features), MAPPED)
    assert (report.kept, report.parcels_new, report.entries_written) == (2, 1, 2)
    assert values_of(store, "SELECT owner_line_1 FROM roll_entry ORDER BY id") == [
        "SAMPLE ANN",
        "SAMPLE BEN",
    ]
    assert values_of(store, "SELECT accounts FROM parcel_facts") == [2]


def test_a_parcel_whose_row_cannot_be_used_stays_as_it_was(store: Engine, tmp_path: Path) -> None:
    both = write_parcels(tmp_path / "both.geojson", [_lot("A", 0), _lot("B", 1)])
    load_hinds(store, both, MAPPED)
    current = "SELECT p.parcel_number FROM parcel_facts AS f JOIN parcel AS p ON p.id = f.parcel_id"
    before = digests(store)
    flawed = [_lot("A", 0), (None, _lot("B", 1)[1])]
    report = load_hinds(store, write_parcels(tmp_path / "flawed.geojson", flawed), MAPPED)
    assert (report.kept, report.parcels_gone, report.parcels_spared) == (1, 0, 1)
    assert report.changes == {}
    assert sorted(values_of(store, current)) == ["A", "B"]
    assert values_of(store, "SELECT count(*) FROM roll_entry WHERE recorded_to_id IS NULL") == [2]
    report = load_hinds(store, both, MAPPED)
    assert (report.entries_written, report.parcels_spared) == (0, 0)
    after = digests(store)
    for name in ("roll_entry", "parcel_words", "parcel_outline"):
        assert after[name] == before[name]
    alone = write_parcels(tmp_path / "alone.geojson", [_lot("A", 0)])
    assert load_hinds(store, alone, MAPPED).parcels_gone == 1
    assert values_of(store, current) == ["A"]


def test_a_row_met_twice_is_kept_once_and_named(store: Engine, tmp_path: Path) -> None:
    features = [_lot("A", 0), _lot("B", 1), _lot("A", 0), _lot("A", 0)]
    report = load_hinds(store, write_parcels(tmp_path / "double.geojson", features), MAPPED)
    assert (report.read, report.kept, report.parcels_new) == (4, 2, 2)
    assert report.rejected == {"repeated row": 2}
    assert report.repeated == {"A": [3, 4]}
    found = rows_of(store, "SELECT row_number, reason, row_text FROM rejected_row ORDER BY id")
    assert [row["row_number"] for row in found] == [3, 4]
    assert "SAMPLE ANN" in found[0]["row_text"]


def test_odd_rows_loaded_again_change_nothing(store: Engine, tmp_path: Path) -> None:
    features = [
        _lot("PARTS", 0),
        _lot("PARTS", 2),
        _lot("PARTS", 4),
        _lot("ACCOUNTS", 6, "SAMPLE ANN", PPIN="1"),
        _lot("ACCOUNTS", 6, "SAMPLE BEN", PPIN="2"),
        _lot("BOTH", 8, PPIN="3"),
        _lot("BOTH", 9, PPIN="4"),
        _lot("DOUBLE", 11),
        _lot("DOUBLE", 11),
    ]
    path = write_parcels(tmp_path / "odd.geojson", features)
    first = load_hinds(store, path, MAPPED)
    before = digests(store, OF_THE_LOAD | {"rejected_row"})
    facts = "SELECT parcel_id, area_sqm, accounts, owner_kind FROM parcel_facts ORDER BY 1"
    facts_before = rows_of(store, facts)
    again = load_hinds(store, path, MAPPED)
    assert again.entries_written == again.parcels_gone == 0
    assert not again.changes
    assert (again.kept, again.rejected) == (first.kept, first.rejected)
    assert digests(store, OF_THE_LOAD | {"rejected_row"}) == before
    assert rows_of(store, facts) == facts_before


def test_odd_rows_in_another_order_are_no_change(store: Engine, tmp_path: Path) -> None:
    features = [
        _lot("PARTS", 0),
        _lot("ACCOUNTS", 6, "SAMPLE ANN", PPIN="1"),
        _lot("PARTS", 2),
        _lot("ACCOUNTS", 6, "SAMPLE BEN", PPIN="2"),
        _lot("PARTS", 4),
    ]
    load_hinds(store, write_parcels(tmp_path / "one.geojson", features), MAPPED)
    outline = "SELECT outline FROM parcel_outline ORDER BY parcel_id"
    before = values_of(store, outline)
    again = load_hinds(store, write_parcels(tmp_path / "two.geojson", features[::-1]), MAPPED)
    assert again.entries_written == 0
    assert not again.changes
    assert values_of(store, outline) == before


def test_a_change_of_one_account_is_compared_with_that_account(
    store: Engine, tmp_path: Path
) -> None:
    def flats(ann: int, ben: int) -> list[Feature]:
        return [
            _lot("A", 0, "SAMPLE ANN", PPIN="1", VALUE=ann),
            _lot("A", 0, "SAMPLE BEN", PPIN="2", VALUE=ben),
        ]

    load_hinds(store, write_parcels(tmp_path / "one.geojson", flats(100, 200)), MAPPED)
    path = write_parcels(tmp_path / "two.geojson", flats(110, 220)[::-1])
    report = load_hinds(store, path, MAPPED)
    assert report.changes == {"value changed": 2}
    evidence = map(json.loads, values_of(store, "SELECT evidence FROM parcel_change ORDER BY id"))
    pairs = [
        tuple(one[when]["total_value_cents"] for when in ("before", "after")) for one in evidence
    ]
    assert sorted(pairs) == [(10_000, 11_000), (20_000, 22_000)]


def test_a_split_that_is_undone_is_a_merger_into_the_old_number(
    store: Engine, tmp_path: Path
) -> None:
    west, south, east, north = square(0).bounds
    middle = (west + east) / 2
    whole = write_parcels(tmp_path / "whole.geojson", [_lot("A", 0), _lot("Z", 9)])
    halves = [
        (shapely.box(west, south, middle, north), _lot("A1")[1]),
        (shapely.box(middle, south, east, north), _lot("A2")[1]),
    ]
    split = write_parcels(tmp_path / "split.geojson", [*halves, _lot("Z", 9)])
    load_hinds(store, whole, MAPPED)
    second = load_hinds(store, split, MAPPED)
    assert changes_of(store, second.snapshot_id) == [("new", "A1"), ("new", "A2"), ("split", "A")]
    third = load_hinds(store, whole, MAPPED)
    assert changes_of(store, third.snapshot_id) == [
        ("merged", "A1"),
        ("merged", "A2"),
        ("returned", "A"),
    ]


def test_a_lot_whose_corners_shiver_by_less_than_a_centimetre_is_not_reshaped(
    store: Engine, tmp_path: Path
) -> None:
    def shivered(step: float) -> list[Feature]:
        west, south, east, north = square(0).bounds
        ring = [(west, south), (east, south), (east, north), (west + step, north)]
        return [(shapely.Polygon(ring), _lot("A")[1])]

    load_hinds(store, write_parcels(tmp_path / "one.geojson", shivered(1e-10)), MAPPED)
    again = load_hinds(store, write_parcels(tmp_path / "two.geojson", shivered(-1e-10)), MAPPED)
    assert not again.changes
    third = load_hinds(store, write_parcels(tmp_path / "three.geojson", shivered(-1e-5)), MAPPED)
    assert third.changes == {"reshaped": 1}


def test_a_lot_that_lies_elsewhere_has_moved(store: Engine, tmp_path: Path) -> None:
    load_hinds(store, write_parcels(tmp_path / "one.geojson", [_lot("A", 0)]), MAPPED)
    moved = load_hinds(store, write_parcels(tmp_path / "two.geojson", [_lot("A", 50)]), MAPPED)
    assert moved.changes == {"moved": 1}
    (change,) = rows_of(store, "SELECT * FROM parcel_change")
    assert shapely.from_wkb(change["former_outline"]).equals(square(0))
    assert json.loads(change["evidence"])["label_moved_metres"] == pytest.approx(2_355, rel=0.01)
    assert values_of(store, "SELECT west FROM parcel") == [square(50).bounds[0]]


def test_a_name_that_we_now_read_as_a_persons_leaves_the_index_of_words(
    store: Engine, tmp_path: Path
) -> None:
    path = write_parcels(tmp_path / "one.geojson", [_lot("A", owner="SAMPLE ANN")])
    load_hinds(store, path, MAPPED)
    with writing(store) as connection:  # as an earlier program, with other rules, had it
        connection.exec_driver_sql(
            "UPDATE roll_entry SET owner_kind = 'business', owner_name_public = 'SAMPLE ANN'"
        )
        connection.exec_driver_sql("UPDATE parcel_facts SET owner_kind = 'business'")
        connection.exec_driver_sql("UPDATE parcel_words SET owner = 'SAMPLE ANN'")
    report = load_hinds(store, path, MAPPED)
    assert report.entries_written == 0
    assert rows_of(store, "SELECT owner_kind, owner_name_public FROM roll_entry") == [
        {"owner_kind": "person", "owner_name_public": None}
    ]
    assert values_of(store, "SELECT owner_kind FROM parcel_facts") == ["person"]
    assert values_of(store, "SELECT owner FROM parcel_words") == [None]


def test_many_rows_that_wait_are_settled_on_the_way(
    store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST_WAITING", 1)
    features = [_lot("A", 0), _lot("A", 2), _lot("A", 0), _lot("B", 4), _lot("B", 4, PPIN="2")]
    path = write_parcels(tmp_path / "odd.geojson", features)
    report = load_hinds(store, path, MAPPED)
    assert (report.kept, report.rejected.total()) == (4, 1)
    assert values_of(store, "SELECT accounts FROM parcel_facts ORDER BY 1") == [1, 2]


def test_the_remarks_of_the_reader_are_kept_with_the_snapshot(
    store: Engine, tmp_path: Path
) -> None:
    path = write_parcels(tmp_path / "odd.geojson", [_lot("A", VALUE="about a thousand")])
    report = load(store, path, MAPPED, county_fips="28049")
    said = "1 value of total_value was not read, the first in row 1"
    assert any(note.startswith(said) for note in report.notes)
    (notes,) = values_of(store, "SELECT notes FROM snapshot")
    assert said in notes
    assert "about a thousand" not in notes
