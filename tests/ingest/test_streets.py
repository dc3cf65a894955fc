"""Streets and house numbers, as each load leaves them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from landtrust.database import downgrade, upgrade
from landtrust.domain.street_names import place_of, situs_of
from landtrust.ingest.street_columns import street_columns
from tests.stores import (
    HINDS,
    digests,
    load,
    load_hinds,
    mapped,
    rows_of,
    square,
    statements_sent,
    values_of,
    write_parcels,
)

SOURCE = mapped("parcel_number=NO", "situs_address=ADDRESS", "situs_city=CITY")
ON_STREETS = (
    "SELECT p.parcel_number, s.name, s.place, e.house_number FROM roll_entry AS e "
    "JOIN parcel AS p ON p.id = e.parcel_id JOIN street AS s ON s.id = e.street_id "
    "WHERE e.recorded_to_id IS NULL ORDER BY p.parcel_number, e.house_number"
)


def _file(folder: Path, *lots: tuple[str, str, str | None]) -> Path:
    features = [
        (square(place), {"NO": number, "ADDRESS": address, "CITY": city})
        for place, (number, address, city) in enumerate(lots)
    ]
    return write_parcels(folder / "lots.geojson", features)


def _on_streets(engine: Engine) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(engine, ON_STREETS)]


def test_a_load_files_each_street_once_and_each_house_on_it(store: Engine, tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        ("1", "12 W Oak St", "Jackson"),
        ("2", "14 WEST OAK STREET", "JACKSON"),
        ("3", "16 W OAK ST", "CLINTON"),
        ("4", "0 W OAK ST", "JACKSON"),
        ("5", "OAK", None),
        ("6", "--", "JACKSON"),
    )
    load_hinds(store, path, SOURCE)
    assert _on_streets(store) == [
        ("1", "W OAK ST", "JACKSON", 12),
        ("2", "W OAK ST", "JACKSON", 14),
        ("3", "W OAK ST", "CLINTON", 16),
        ("4", "W OAK ST", "JACKSON", None),
        ("5", "OAK", None, None),
    ]
    assert rows_of(store, "SELECT county_fips, direction, bare, suffix FROM street WHERE id = "
                   "(SELECT max(id) FROM street)") == [
        {"county_fips": HINDS, "direction": "W", "bare": "OAK", "suffix": "ST"}
    ]  # fmt: skip
    assert values_of(store, "SELECT count(*) FROM street") == [3]
    assert set(values_of(store, "SELECT clue FROM street_clue")) == {"=OAK"}


def test_a_reload_writes_no_street_and_a_new_roll_only_what_is_new(
    store: Engine, tmp_path: Path
) -> None:
    first = _file(tmp_path, ("1", "12 OAK ST", "JACKSON"), ("2", "14 OAK ST", "JACKSON"))
    load_hinds(store, first, SOURCE)
    before = digests(store, but=frozenset({"snapshot", "parcel", "parcel_facts"}))
    with statements_sent(store) as sent:
        load_hinds(store, first, SOURCE)
    assert not [one for one, _ in sent if one.startswith(("INSERT INTO street", "COPY street"))]
    assert digests(store, but=frozenset({"snapshot", "parcel", "parcel_facts"})) == before
    load_hinds(
        store, _file(tmp_path, ("1", "12 OAK ST", "JACKSON"), ("2", "9 ELM ST", "JACKSON")), SOURCE
    )
    assert _on_streets(store) == [
        ("1", "OAK ST", "JACKSON", 12),
        ("2", "ELM ST", "JACKSON", 9),
    ]
    assert values_of(store, "SELECT count(*) FROM street") == [2]


def test_every_account_of_a_parcel_is_on_its_own_street(store: Engine, tmp_path: Path) -> None:
    rows = [{"NO": "1", "ADDRESS": text, "CITY": "JACKSON"} for text in ("2 OAK ST", "4 ELM ST")]
    path = write_parcels(tmp_path / "two.geojson", [(square(), row) for row in rows])
    load_hinds(store, path, SOURCE)
    assert _on_streets(store) == [("1", "OAK ST", "JACKSON", 2), ("1", "ELM ST", "JACKSON", 4)]


def test_an_older_store_learns_its_streets_when_it_is_brought_forward(
    store: Engine, tmp_path: Path
) -> None:
    lots = [(str(number), f"{number} OAK ST", "JACKSON") for number in range(1, 30)]
    load_hinds(store, _file(tmp_path, *lots, ("99", "99 MARTIN LUTHER KING DR", None)), SOURCE)
    asked = "SELECT clue, name, place FROM street_clue AS c JOIN street AS s ON s.id = c.street_id "
    before = _on_streets(store), rows_of(store, f"{asked} ORDER BY 1, 2")
    downgrade(store, "0006")
    assert "street_id" not in rows_of(store, "SELECT * FROM roll_entry LIMIT 1")[0]
    upgrade(store)
    assert (_on_streets(store), rows_of(store, f"{asked} ORDER BY 1, 2")) == before


def test_streets_of_another_county_are_others(store: Engine, tmp_path: Path) -> None:
    load_hinds(store, _file(tmp_path, ("1", "12 OAK ST", "JACKSON")), SOURCE)
    other = write_parcels(
        tmp_path / "rankin.geojson",
        [(square(), {"NO": "1", "ADDRESS": "12 OAK ST", "CITY": "JACKSON"})],
    )
    with pytest.raises(Exception, match="does not lie in"):
        load(store, other, SOURCE, county_fips="28121")
    assert values_of(store, "SELECT county_fips FROM street") == [HINDS]


@settings(max_examples=30)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text("0123456789 ABNSW-/'.#", max_size=16).filter(lambda one: bool(one.strip())),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_columns_are_read_as_single_addresses_are(addresses: list[str | None]) -> None:
    read = street_columns(pa.array(addresses, pa.string()), pa.array(addresses, pa.string()))
    single = [situs_of(one) if one else None for one in addresses]
    assert read["street_name"].to_pylist() == [one.street if one else None for one in single]
    assert read["house_number"].to_pylist() == [one.house if one else None for one in single]
    assert read["street_place"].to_pylist() == [place_of(one) for one in addresses]


def test_the_reading_child_takes_streets_apart_without_a_database_at_hand() -> None:
    asked = "import landtrust.ingest.normalise, sys; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not {"sqlalchemy", "psycopg", "rapidfuzz"} & set(done.stdout.split())
