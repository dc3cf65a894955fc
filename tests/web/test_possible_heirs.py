"""A list of estates is for stewards: nobody else may list, count, colour, filter or read it."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine

from landtrust.assets import data_folder
from landtrust.cli.tiles import build_tiles
from landtrust.database import writing
from landtrust.model.spatial import ask
from landtrust.queries.facets import facet_counts
from landtrust.queries.filters import EVERYTHING, ParcelFilter
from landtrust.queries.map_picks import matching_ids
from landtrust.queries.parcel_details import parcel_detail
from landtrust.queries.parcels import Paging, count_parcels, parcel_page
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.tile_features import ValueClasses, tile_features
from landtrust.queries.visibility import Tier
from landtrust.settings import Settings
from landtrust.sources.codes import map_classes
from landtrust.web.app import create_app
from tests.seeded import lot_id
from tests.shelves import Shelf

HEIRS, PERSON = 3, 2
BELOW_STEWARD = (Tier.PUBLIC, Tier.ORGANIZER)
_SECRET = ("estate_heirs", "Estate or heirs", "group of heirs", "AN EXEMPT STATUS", "BOOK 9 PAGE 9")


@pytest.fixture(scope="module")
def heirs_engine(shelf: Shelf, seeded_template: str) -> Iterator[Engine]:
    """The seeded town, where the owners of lot 100-3 are an estate."""
    with shelf.opened_copy(seeded_template) as engine:
        _make_heirs(engine)
        yield engine


def _make_heirs(engine: Engine) -> None:
    with writing(engine) as connection:
        for table, key in (("parcel_facts", "parcel_id"), ("roll_entry", "id")):
            connection.exec_driver_sql(
                f"UPDATE {table} SET owner_kind = 'estate_heirs' WHERE {key} = {HEIRS}"  # noqa: S608 - ours
            )
        ask(
            connection,
            "UPDATE roll_entry SET owner_line_1 = 'SAMPLE ANN EST OF', owner_name_public = NULL, "
            "situs_address = '105 EXAMPLE ST', tax_status = 'AN EXEMPT STATUS', "
            "deed_reference = 'BOOK 9 PAGE 9', deed_date = '1999-09-09' WHERE id = ?",
            HEIRS,
        )


@pytest.fixture(scope="module")
def heirs_app(heirs_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(state_folder=tmp_path_factory.mktemp("heirs_state"))
    build_tiles(heirs_engine, settings)
    return create_app(settings, heirs_engine)


@pytest.fixture
def public(heirs_app: Flask) -> FlaskClient:
    return heirs_app.test_client()


@pytest.fixture
def heirs(heirs_engine: Engine) -> Iterator[Connection]:
    with heirs_engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/parcels",
        f"/parcels/{lot_id('100-3')}",
        f"/parcels/{lot_id('100-2')}",
        f"/parcels/{lot_id('100-3')}.geojson",
        "/parcels.geojson",
        "/parcels/counts.json?by=owner_kind",
        "/counties/28049",
        "/map/config.json",
        "/map/places.geojson",
        "/map/matching.json?bbox=-91,32,-90,33&owner_kind=person",
        "/styles/classes.css",
    ],
)
def test_the_public_reads_of_no_estate_no_tax_and_no_deed(
    public: FlaskClient, address: str
) -> None:
    answer = public.get(address)
    assert answer.status_code == 200
    assert [word for word in _SECRET if word in answer.text] == []
    assert "Tax status" not in answer.text


def test_an_estate_is_a_private_person_in_sentences_files_and_counts(public: FlaskClient) -> None:
    page = public.get(f"/parcels/{lot_id('100-3')}").text
    assert "It has belonged to a private person since 2026 or before." in page
    features = json.loads(public.get("/parcels.geojson").data)["features"]
    kinds = {one["id"]: one["properties"]["owner_kind"] for one in features}
    assert kinds[lot_id("100-3")] == kinds[lot_id("100-2")] == "person"
    counts = json.loads(public.get("/parcels/counts.json?by=owner_kind").data)
    found = {one["code"]: one["count"] for one in counts["classes"]}
    assert (found["person"], counts["total"]) == (2, 6)


@pytest.mark.parametrize(
    "address", ["/parcels?", "/parcels.geojson?", "/parcels/counts.json?by=vacant&", "/?",
                "/map/matching.json?bbox=-91,32,-90,33&", "/map/bounds.json?", "/parcels/find?"],
)  # fmt: skip
def test_a_filter_by_estates_is_refused_as_one_by_any_unknown_kind(
    public: FlaskClient, address: str
) -> None:
    said = []
    for code in ("estate_heirs", "no_such_kind"):
        answer = public.get(f"{address}owner_kind={code}", headers={"Accept": "application/json"})
        assert answer.status_code == 400
        said.append(answer.text.replace(code, "…"))
    assert said[0] == said[1]


def test_a_filter_by_persons_finds_estates_too(public: FlaskClient) -> None:
    features = json.loads(public.get("/parcels.geojson?owner_kind=person").data)["features"]
    assert [one["id"] for one in features] == [lot_id("100-2"), lot_id("100-3")]
    asked = "/map/matching.json?bbox=-91,32,-90,33&owner_kind=person"
    assert json.loads(public.get(asked).data)["ids"] == [PERSON, HEIRS]


def test_a_tile_tells_no_estate_from_a_person(public: FlaskClient, heirs: Connection) -> None:
    pattern = json.loads(public.get("/tiles/parcels.json").data)["tiles"][0]
    tile = public.get(
        pattern.format(z=15, x=8172, y=13274), headers={"Accept-Encoding": "identity"}
    )
    # Values of a tile are plain text in it.
    assert b"person" in tile.data
    assert b"estate" not in tile.data
    batches = tile_features(heirs, ValueClasses((), ()))
    kinds = {one.id: one.owner_kind for batch in batches for one in batch}
    assert kinds[HEIRS] == kinds[PERSON] == "person"


@pytest.mark.parametrize("tier", Tier)
def test_each_tier_reads_counts_and_filters_alike(heirs: Connection, tier: Tier) -> None:
    kind = "person" if tier in BELOW_STEWARD else "estate_heirs"
    snapshots = {one.id: one for one in all_snapshots(heirs)}
    page = parcel_page(heirs, EVERYTHING, tier, Paging(9), snapshots)
    assert {row.id: row.owner_kind for row in page.rows}[HEIRS] == kind
    detail = parcel_detail(heirs, lot_id("100-3"), tier, snapshots)
    assert [line.owner_kind for line in detail.roll] == [kind]
    beside = parcel_detail(heirs, lot_id("100-2"), tier, snapshots).neighbours
    assert {one.id: one.owner_kind for one in beside}[HEIRS] == kind
    classes = map_classes(data_folder()).of("owner_kind")
    counts = facet_counts(heirs, EVERYTHING, "owner_kind", classes, tier)
    of_estates = ParcelFilter(owner_kind=("estate_heirs",))
    found = [HEIRS] if tier is Tier.STEWARD else []
    assert list(matching_ids(heirs, of_estates, tier)[0]) == found
    assert count_parcels(heirs, of_estates, tier) == counts["estate_heirs"] == len(found)


@pytest.mark.parametrize("tier", Tier)
def test_taxes_and_deeds_are_read_from_organizers_on(heirs: Connection, tier: Tier) -> None:
    snapshots = {one.id: one for one in all_snapshots(heirs)}
    (line,) = parcel_detail(heirs, lot_id("100-3"), tier, snapshots).roll
    shown = ("AN EXEMPT STATUS", "BOOK 9 PAGE 9", "1999-09-09")
    hidden = (None, None, None)
    told = (line.tax_status, line.deed_reference, line.deed_date)
    assert told == (hidden if tier is Tier.PUBLIC else shown)


def test_an_organizers_page_shows_taxes_and_deeds(
    public: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landtrust.web.parcel_pages.reader_tier", lambda: Tier.ORGANIZER)
    page = public.get(f"/parcels/{lot_id('100-3')}").text
    assert "AN EXEMPT STATUS" in page
    assert "BOOK 9 PAGE 9, 1999-09-09" in page
