"""A parcel that left the roll leads on to what it became, and that leads back to it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from flask.testing import FlaskClient
from sqlalchemy import Engine, bindparam, select, update

from landtrust.database import opened_engine
from landtrust.model.changes import ParcelChange
from landtrust.queries.parcel_details import ParcelDetail, parcel_detail
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.shelves import Shelf
from tests.stores import HINDS, load_hinds, mapped, square, write_parcels

SOURCE = mapped("parcel_number=NO", "owner_line_1=OWNER", "situs_address=AT", "roll_year=YEAR")
FAMILY = "SAMPLETON MARIGOLD"
WHOLE = square(0)
WEST, SOUTH, EAST, NORTH = WHOLE.bounds
CUT = WEST + 0.0001
WEST_PART = shapely.box(WEST, SOUTH, CUT, NORTH)
EAST_PART = shapely.box(CUT, SOUTH, EAST, NORTH)
BESIDE = shapely.box(EAST, SOUTH, EAST + 0.0004, NORTH)
LONELY = square(5)
TORN, TEARING = square(15), shapely.box(WEST + 0.0077, SOUTH, WEST + 0.0081, NORTH)
SWALLOWED, SWALLOWING = square(9), square(9, size=0.0008)

Lot = tuple[shapely.Polygon, str, str, str]
BEFORE: list[Lot] = [
    (WHOLE, "2-1", FAMILY, "1 SAMPLE ST"),
    (BESIDE, "2-2", "RED CLAY LLC", "3 SAMPLE ST"),
    (LONELY, "4-1", "RED CLAY LLC", "9 SAMPLE ST"),
    (SWALLOWED, "5-1", "RED CLAY LLC", "11 SAMPLE ST"),
    (square(12), "5-2", "RED CLAY LLC", "13 SAMPLE ST"),
    (TORN, "6-1", "RED CLAY LLC", "15 SAMPLE ST"),
]
AFTER: list[Lot] = [
    (WEST_PART, "2-11", FAMILY, "1 SAMPLE ST"),
    (EAST_PART, "2-12", "BLUE BANK NA", "1 1/2 SAMPLE ST"),
    (BESIDE, "2-2", "GREEN CLAY LLC", "3 SAMPLE ST"),
    (SWALLOWING, "5-2", "RED CLAY LLC", "13 SAMPLE ST"),
    (TEARING, "6-9", "RED CLAY LLC", "17 SAMPLE ST"),
]


def _write(path: Path, lots: list[Lot], year: str) -> Path:
    rows = [
        (shape, {"NO": number, "OWNER": owner, "AT": address, "YEAR": year})
        for shape, number, owner, address in lots
    ]
    return write_parcels(path, rows)


@pytest.fixture(scope="module")
def two_rolls_template(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A store in which parcels were split, swallowed and lost between two rolls of one day."""
    address, folder = shelf.copy_of(store_template), tmp_path_factory.mktemp("rolls")
    with opened_engine(address) as engine:
        load_hinds(engine, _write(folder / "first.geojson", BEFORE, "2025"), SOURCE)
        load_hinds(engine, _write(folder / "second.geojson", AFTER, "2026"), SOURCE)
    return address


@pytest.fixture
def two_rolls(shelf: Shelf, two_rolls_template: str) -> Iterator[Engine]:
    """A copy of that store."""
    with shelf.opened_copy(two_rolls_template) as engine:
        yield engine


@pytest.fixture
def reader(two_rolls: Engine, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(state_folder=tmp_path), two_rolls).test_client()


def _page(reader: FlaskClient, number: str) -> str:
    answer = reader.get(f"/parcels/{HINDS}-{number}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def _detail(engine: Engine, number: str) -> ParcelDetail:
    with engine.connect() as connection:
        snapshots = {one.id: one for one in all_snapshots(connection)}
        return parcel_detail(connection, f"{HINDS}-{number}", Tier.PUBLIC, snapshots)


def test_a_former_parcel_leads_to_its_successors_with_their_shares(reader: FlaskClient) -> None:
    page = _page(reader, "2-1")
    assert "no longer on the roll" in page
    assert "<h1>1 Sample St</h1>" in page
    for number, name, share in (("2-12", "1 1/2 Sample St", "75%"), ("2-11", "1 Sample St", "25%")):
        link = f'href="/parcels/{HINDS}-{number}">{name}</a> <span class="second">'
        assert page[page.index(link) :].removeprefix(link).lstrip().startswith(f"{share} of")
    assert page.index("2-12") < page.index("2-11")


def test_a_successor_leads_back_to_what_it_was_before(reader: FlaskClient) -> None:
    page = _page(reader, "2-11")
    assert "What it was before" in page
    assert f'href="/parcels/{HINDS}-2-1">Parcel 2-1</a>' in page
    assert "25% of the land of that parcel" in page
    assert "What it was before" not in _page(reader, "2-2")


def test_land_of_which_only_a_part_went_on_leads_there_and_back(reader: FlaskClient) -> None:
    assert "50% of the land that this parcel had" in _page(reader, "6-1")
    assert f'href="/parcels/{HINDS}-6-1">Parcel 6-1</a>' in _page(reader, "6-9")


def test_what_lies_on_former_land_is_no_neighbour_of_it(two_rolls: Engine) -> None:
    detail = _detail(two_rolls, "2-1")
    assert [one.parcel_number for one in detail.neighbours] == ["2-2"]
    assert [one.parcel_number for one in detail.on_its_land] == ["2-12", "2-11"]
    assert [round(one.share_of_land, 2) for one in detail.on_its_land] == [0.75, 0.25]
    current = _detail(two_rolls, "2-12")
    assert {one.parcel_number for one in current.neighbours} == {"2-11", "2-2"}
    assert current.on_its_land == ()


def test_land_that_an_older_parcel_took_in_is_found_by_its_outline(reader: FlaskClient) -> None:
    page = _page(reader, "5-1")
    assert "What lies there now" in page
    assert f'href="/parcels/{HINDS}-5-2">13 Sample St</a>' in page
    assert "100% of the land" in page


def test_a_parcel_that_became_nothing_says_that_nobody_knows(reader: FlaskClient) -> None:
    page = _page(reader, "4-1")
    assert "no load saw which parcels it became" in page
    assert "What it became" not in page
    assert "What lies there now" not in page


def test_the_map_shows_the_place_of_a_former_parcel_and_opens_a_current_one(
    reader: FlaskClient,
) -> None:
    found = re.search(r'href="(/#(\d+)/([\d.]+)/(-[\d.]+))">', _page(reader, "2-1"))
    assert found
    assert 13 <= int(found[2]) <= 18
    assert shapely.contains_xy(WHOLE, float(found[4]), float(found[3]))
    assert f'href="/?parcel={HINDS}-2-2"' in _page(reader, "2-2")


def test_the_public_reads_no_owner_out_of_the_evidence(two_rolls: Engine) -> None:
    with two_rolls.connect().execution_options(writes=True) as connection, connection.begin():
        found = connection.execute(select(ParcelChange.id, ParcelChange.evidence)).all()
        connection.execute(
            update(ParcelChange)
            .where(ParcelChange.id == bindparam("of_change"))
            .values(evidence=bindparam("with_owner")),
            [
                {
                    "of_change": change_id,
                    "with_owner": json.dumps({**json.loads(evidence), "owner": FAMILY}),
                }
                for change_id, evidence in found
            ],
        )
    for number in ("2-1", "2-11", "2-2"):
        assert FAMILY not in repr(_detail(two_rolls, number))
    changed = [one for one in _detail(two_rolls, "2-2").changes if one.kind == "owner changed"]
    assert [one.shares for one in changed] == [{}]
    assert _detail(two_rolls, "2-1").successors


def test_two_rolls_of_one_day_are_told_apart_by_their_years(reader: FlaskClient) -> None:
    page = _page(reader, "2-2")
    rows = re.findall(
        r'data-label="Roll of"> ?(.*?) ?</th> <td data-label="Seen here">(.*?)<', page
    )
    assert [years for years, _ in rows] == ["2026", "2025"]
    assert rows[0][1].startswith("since ")
    assert rows[1][1].startswith("on ")


def test_history_names_owners_as_people_write_them(reader: FlaskClient) -> None:
    page = _page(reader, "2-2")
    assert "Green Clay LLC" in page
    assert "Red Clay LLC" in page
    assert "CLAY LLC" not in page
