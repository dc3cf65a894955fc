"""A small invented town put straight into the tables, for tests of what reads them.

Four lots of 20 by 40 metres in a row share sides; a fifth lies across the street; a sixth in
another county; a seventh is no longer on the roll. Some of their texts are hostile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, insert

from landtrust.database import open_engine, upgrade, writing
from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, area_sqm, transform
from landtrust.domain.misspellings import clues_of_name
from landtrust.domain.parcel_numbers import public_id
from landtrust.domain.street_names import parse_street, situs_of
from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelIdentifier, ParcelOutline
from landtrust.model.places import County, Region, RegionCounty
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.model.spatial import dialect_of
from landtrust.model.streets import Street, StreetClue
from landtrust.queries.visibility import PUBLIC_NAME_KINDS
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.shelves import Shelf

HINDS, RANKIN = "28049", "28121"
HOSTILE_OWNER = "<img src=x onerror=alert(1)> {{ 7*7 }} ${7*7} ` HOLDINGS LLC"
HOSTILE_ADDRESS = "</script><script>alert(2)</script> {% raw %} ST"
PRIVATE_PERSON = "SAMPLETON MARIGOLD"
PRIVATE_STREET = "9 HIDDEN MAIL LN"


@dataclass(frozen=True)
class Lot:
    """A lot of the seeded town; x and y are metres from its corner, None is not stated."""

    number: str
    x: float
    owner: str | None
    kind: str
    address: str | None
    land_use: str | None
    vacant: bool | None
    cents: int | None
    y: float = 0.0
    county: str = HINDS
    on_roll: bool = True
    second_owner: str | None = None

    @property
    def public_name(self) -> str | None:
        """The owner as a load would let anybody read it."""
        return self.owner if self.kind in PUBLIC_NAME_KINDS else None


VACANT, BUILT = True, False

LOTS = (
    Lot("100-1", 0, "JACKSON CITY OF", "government_city", "101 EXAMPLE ST", "public", VACANT, None),
    Lot("100-2", 20, PRIVATE_PERSON, "person", "103 EXAMPLE ST", "residential", BUILT, 5_000_000),
    Lot("100-3", 40, HOSTILE_OWNER, "business", HOSTILE_ADDRESS, "commercial", None, 150_050),
    Lot("100 4/A", 60, "SAMPLE GROVE M B CHURCH", "church", None, None, BUILT, 0,
        second_owner=f"% {PRIVATE_PERSON}"),
    Lot("100-5", 0, None, "unknown", "200 EXAMPLE ST", "residential", VACANT, 900_000, y=-60),
    Lot("200-1", 30_000, "RED CLAY HOLDINGS LLC", "business", "1 FAR RD", "commercial", VACANT,
        7_700, county=RANKIN),
    Lot("100-9", 100, "OLD OWNER INC", "business", "109 EXAMPLE ST", "residential", VACANT, 1,
        on_roll=False),
)  # fmt: skip

_CORNER = (-90.21, 32.30)


def lot_id(number: str, county: str = HINDS) -> str:
    """The public id of a seeded lot."""
    return public_id(county, number)


def _outlines() -> Outlines:
    corner = transform(np.array([shapely.Point(_CORNER)]), LONLAT, MISSISSIPPI_TM)[0]
    west = np.array([corner.x + lot.x for lot in LOTS])
    south = np.array([corner.y + lot.y for lot in LOTS])
    boxes = shapely.box(west, south, west + 20, south + 40)
    outlines = np.array([shapely.MultiPolygon([box]) for box in boxes], dtype=object)
    return transform(outlines, MISSISSIPPI_TM, LONLAT)


def seed(connection: Connection) -> None:
    """Put the town into empty tables."""
    _seed_places(connection)
    _seed_streets(connection)
    outlines = _outlines()
    areas = area_sqm(outlines)
    for number, (lot, outline) in enumerate(zip(LOTS, outlines, strict=True), start=1):
        _seed_lot(connection, number, lot, outline, float(areas[number - 1]))
    connection.execute(
        insert(ParcelIdentifier), [{"parcel_id": 1, "scheme": "ppin", "value": "77001"}]
    )
    connection.execute(
        insert(ParcelChange),
        [
            {
                "snapshot_id": 2,
                "parcel_id": 2,
                "kind": "owner changed",
                "evidence": f'{{"before": "{PRIVATE_PERSON}"}}',
                "former_outline": None,
            }
        ],
    )


def _seed_places(connection: Connection) -> None:
    box = {"west": -91.0, "south": 32.0, "east": -89.0, "north": 33.0}
    label = {"label_lon": -90.0, "label_lat": 32.5, "outline": shapely.box(-91, 32, -89, 33).wkb}
    for fips, name in ((HINDS, "Hinds"), (RANKIN, "Rankin"), ("28089", "Madison")):
        connection.execute(insert(County).values(fips=fips, name=name, state="MS", **box, **label))
    connection.execute(
        insert(Region).values(
            key="far-side", name="Far side", kind="test", note="Rankin only.", source="Invented",
            is_reconstruction=True, threshold=None,
        )
    )  # fmt: skip
    connection.execute(
        insert(RegionCounty).values(region_key="far-side", county_fips=RANKIN, share=None)
    )
    for number, fips, state, day in (
        (1, HINDS, "superseded", 3),
        (2, HINDS, "current", 23),
        (3, RANKIN, "current", 20),
    ):
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        connection.execute(
            insert(Snapshot).values(
                id=number, county_fips=fips, source_key="sample", source_title="Seeded town",
                invented=fips == HINDS, state=state, file_name="seeded.gpkg", sha256="ab" * 32,
                retrieved_at=at, finished_at=at, roll_year=2026, crs_used="EPSG:4326",
                rows_read=10, rows_kept=8, rows_rejected=2,
            )
        )  # fmt: skip


def _streets() -> dict[tuple[str, str], int]:
    """The number of each street that a lot is on, by county and name."""
    named = {(lot.county, situs_of(lot.address or "").street) for lot in LOTS}
    streets = sorted((county, name) for county, name in named if name is not None)
    return {one: number for number, one in enumerate(streets, start=1)}


def _seed_streets(connection: Connection) -> None:
    for (county, name), number in _streets().items():
        parts = parse_street(name)
        street = {"direction": parts.direction or None, "suffix": parts.suffix or None}
        connection.execute(
            insert(Street).values(
                id=number, county_fips=county, name=name, place=None, bare=parts.bare, **street
            )
        )
        clues = [{"clue": clue, "street_id": number} for clue in clues_of_name(parts.bare)]
        connection.execute(insert(StreetClue), clues)


def _seed_lot(
    connection: Connection, number: int, lot: Lot, outline: shapely.Geometry, area: float
) -> None:
    snapshot = 1 if not lot.on_roll else 2 if lot.county == HINDS else 3
    west, south, east, north = shapely.bounds(outline).tolist()
    connection.execute(
        insert(Parcel).values(
            id=number, public_id=public_id(lot.county, lot.number), county_fips=lot.county,
            parcel_number=lot.number, parcel_number_as_given=lot.number, west=west, south=south,
            east=east, north=north, label_lon=(west + east) / 2, label_lat=(south + north) / 2,
            area_sqm=area, first_seen_id=min(snapshot, 1) if lot.county == HINDS else 3,
            last_seen_id=snapshot,
        )
    )  # fmt: skip
    wkb = shapely.to_wkb(outline)
    connection.execute(
        insert(ParcelOutline).values(parcel_id=number, outline=wkb, given_hash=b"\0" * 16)
    )
    situs = situs_of(lot.address or "")
    values = {"owner_kind": lot.kind, "land_use": lot.land_use, "vacant": lot.vacant}
    connection.execute(
        insert(RollEntry).values(
            id=number, parcel_id=number, source_key="sample", recorded_from_id=snapshot,
            recorded_to_id=None if lot.on_roll else 2, content_hash=b"\0" * 16,
            owner_line_1=lot.owner, owner_line_2=lot.second_owner,
            owner_name_public=lot.public_name, situs_address=lot.address,
            mailing_address=PRIVATE_STREET, total_value_cents=lot.cents, roll_year=2026,
            street_id=_streets().get((lot.county, situs.street or "")), house_number=situs.house,
            **values,
        )
    )  # fmt: skip
    if not lot.on_roll:
        return
    connection.execute(
        insert(ParcelFacts).values(
            parcel_id=number, roll_entry_id=number, snapshot_id=snapshot,
            county_fips=lot.county, total_value_cents=lot.cents, area_sqm=area, roll_year=2026,
            accounts=1, **values,
        )
    )  # fmt: skip
    _index_lot(connection, number, lot, (west, east, south, north))


def _index_lot(
    connection: Connection, number: int, lot: Lot, box: tuple[float, float, float, float]
) -> None:
    dialect = dialect_of(connection)
    dialect.enter_places([(number, *box)])
    dialect.enter_words([(number, lot.number, lot.address, lot.public_name)])


def filled_template(shelf: Shelf) -> str:
    """The address of a store with the town in it, to be copied."""
    address = shelf.new()
    engine = open_engine(address)
    upgrade(engine)
    with writing(engine) as connection:
        seed(connection)
    engine.dispose()
    return address


@pytest.fixture(scope="session")
def seeded_template(shelf: Shelf) -> str:
    """The address of a store with the town in it, to be copied."""
    return filled_template(shelf)


@pytest.fixture(scope="session")
def seeded_engine(shelf: Shelf, seeded_template: str) -> Iterator[Engine]:
    """A store with the town in it; tests only read it."""
    with shelf.opened_copy(seeded_template) as engine:
        yield engine


@pytest.fixture
def own_town(shelf: Shelf, seeded_template: str) -> Iterator[Connection]:
    """A town of the test's own, to change and forget."""
    with shelf.opened_copy(seeded_template) as engine, writing(engine) as connection:
        yield connection


@pytest.fixture
def sent_statements(own_town: Connection) -> Iterator[list[str]]:
    """Every statement that is sent to the town of the test's own."""
    sent: list[str] = []

    def note(*event_values: object) -> None:
        sent.append(str(event_values[2]))

    event.listen(own_town, "before_cursor_execute", note)
    yield sent
    event.remove(own_town, "before_cursor_execute", note)


@pytest.fixture
def seeded(seeded_engine: Engine) -> Iterator[Connection]:
    """A connection to the town."""
    with seeded_engine.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def seeded_app(seeded_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app over the town, without tiles."""
    settings = Settings(state_folder=tmp_path_factory.mktemp("state"), list_page_rows=4)
    return create_app(settings, seeded_engine)


@pytest.fixture
def client(seeded_app: Flask) -> FlaskClient:
    """Somebody who asks the app."""
    return seeded_app.test_client()


@pytest.fixture
def statements(seeded_engine: Engine) -> Iterator[list[str]]:
    """Every statement that is sent to the database while the test runs."""
    sent: list[str] = []

    def note(*event_values: object) -> None:
        statement = str(event_values[2])
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(seeded_engine, "before_cursor_execute", note)
    yield sent
    event.remove(seeded_engine, "before_cursor_execute", note)
