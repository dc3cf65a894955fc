"""What a roll no longer says is read by the rules of today: no name that they hide is told."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, update

from landtrust.database import writing
from landtrust.model.roll import RollEntry
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.stores import HINDS, load_hinds, mapped, rows_of, square, write_parcels

SOURCE = mapped("parcel_number=NO", "owner_line_1=OWNER", "situs_address=AT")
PERSON, COMPANY = "SAMPLETON MARIGOLD", "RED CLAY LLC"
ADDRESS = f"12 {PERSON}"
BEFORE = [("A", PERSON, ADDRESS), ("B", PERSON, "3 EXAMPLE ST"), ("C", COMPANY, "5 EXAMPLE ST")]
AFTER = [("A", COMPANY, "12 EXAMPLE ST"), ("C", "BLUE CLAY LLC", "5 EXAMPLE ST")]


@pytest.fixture
def rolls(tmp_path: Path) -> Mapping[str, Path]:
    """Two rolls: in the later one a person's lot was sold, and another is gone."""
    lots = {"before": BEFORE, "after": AFTER}
    return {
        name: write_parcels(
            tmp_path / f"{name}.geojson",
            [
                (square(ord(number) - ord("A")), {"NO": number, "OWNER": owner, "AT": address})
                for number, owner, address in rows
            ],
        )
        for name, rows in lots.items()
    }


def _read_by_former_rules(store: Engine) -> None:
    """As an earlier program had it, whose rules took the person for a business."""
    named = update(RollEntry).where(RollEntry.owner_line_1 == PERSON)
    as_before = {
        "owner_kind": "business",
        "owner_rule": "former",
        "owner_name_public": PERSON,
        "situs_as_given": None,
    }
    was_cut = func.coalesce(RollEntry.situs_address, "").not_like("%EXAMPLE%")
    with writing(store) as connection:
        connection.execute(named.values(as_before))
        connection.execute(named.where(was_cut).values(situs_address=ADDRESS))


def _reader(store: Engine, folder: Path) -> FlaskClient:
    return create_app(Settings(state_folder=folder), store).test_client()


@pytest.mark.parametrize("ended", ["by this load", "by an earlier one"])
def test_no_address_tells_a_name_of_a_former_roll_that_is_a_persons_by_todays_rules(
    store: Engine, rolls: Mapping[str, Path], tmp_path: Path, ended: str
) -> None:
    load_hinds(store, rolls["before"], SOURCE)
    if ended == "by an earlier one":
        load_hinds(store, rolls["after"], SOURCE)
    _read_by_former_rules(store)
    told = _reader(store, tmp_path).get("/parcels.geojson?snapshot=1").text
    assert told.count(f'"owner_name":"{PERSON}"') == 2
    load_hinds(store, rolls["after"], SOURCE)
    reader = _reader(store, tmp_path)
    for address in (
        "/parcels.geojson?snapshot=1",
        "/parcels.csv?snapshot=1",
        "/ogc/collections/parcels-1/items?f=json",
        f"/parcels/{HINDS}-A",
        f"/parcels/{HINDS}-B",
    ):
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert "MARIGOLD" not in answer.text.upper(), address
    assert f'"owner_name":"{COMPANY}"' in reader.get("/parcels.geojson?snapshot=1").text


def test_only_what_is_read_otherwise_is_written_and_the_roll_stands_as_given(
    store: Engine, rolls: Mapping[str, Path]
) -> None:
    chosen = (
        "SELECT owner_line_1, owner_kind, owner_rule, owner_name_public, situs_address, "
        "situs_as_given FROM roll_entry WHERE recorded_to_id IS NOT NULL ORDER BY id"
    )
    load_hinds(store, rolls["before"], SOURCE)
    load_hinds(store, rolls["after"], SOURCE)
    as_read_today = rows_of(store, chosen)
    assert [one["owner_name_public"] for one in as_read_today] == [None, None, COMPANY]
    _read_by_former_rules(store)
    assert rows_of(store, chosen) != as_read_today
    load_hinds(store, rolls["after"], SOURCE)
    assert [
        {**now, "situs_as_given": was["situs_as_given"]}
        for now, was in zip(rows_of(store, chosen), as_read_today, strict=True)
    ] == as_read_today
    assert rows_of(store, chosen)[0]["situs_as_given"].startswith(ADDRESS)
