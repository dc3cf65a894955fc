"""Texts of all the world from the file of a county to every answer (E1, E2)."""

import json
import unicodedata
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.errors import LandTrustError
from landtrust.exports.form_names import FORM_NAMES
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.files_read_back import is_same, read_back
from tests.stores import load_hinds, mapped, square, values_of, write_parcels
from tests.web.ogc.asking import Asker

_SOURCE = mapped("parcel_number=NO", "owner_line_1=OWNER", "situs_address=AT")
_STREETS = (
    "1 O\u2019FERRALL ST",
    "2 PEÑA ST",
    unicodedata.normalize("NFD", "3 PEÑALOSA ST"),
    "4 شارع الأرض",
    "5 ARBOL 👩🏽\u200d🌾 ST",
    "6 TREE 🌳 ST",
    "7 LAST \uffff ST",
    "8 中文土地",
)
_SEEN = tuple(unicodedata.normalize("NFC", street) for street in _STREETS)


@pytest.fixture
def world(store: Engine, tmp_path: Path) -> FlaskClient:
    """A site over a county whose streets have such names."""
    features = [
        (square(at), {"NO": f"N{at}", "OWNER": None, "AT": street})
        for at, street in enumerate(_STREETS)
    ]
    report = load_hinds(store, write_parcels(tmp_path / "world.geojson", features), _SOURCE)
    assert report.kept == len(_STREETS)
    return create_app(Settings(state_folder=tmp_path / "state"), store).test_client()


def test_e1_texts_are_found_however_they_are_written_and_equal_in_every_form(
    world: FlaskClient, tmp_path: Path
) -> None:
    ask = Asker(world)
    served = {one["id"]: one["properties"] for one in ask.items("parcels").json["features"]}
    places = {facts["situs_address"]: id_ for id_, facts in served.items()}
    assert set(places) == set(_SEEN)
    for street, id_ in places.items():
        for form in ("NFC", "NFD"):
            asked = unicodedata.normalize(form, street)
            assert ask.found("parcels", filter=f"situs_address = '{asked}'") == [id_], asked
            assert ask.found("parcels", filter=f"CASEI(situs_address) = CASEI('{asked}')") == [id_]
            assert ask.found("parcels", situs_address=asked) == [id_]
    for asked in ("accenti(casei('%pena%'))", "accenti(casei('%PEÑ%'))"):
        found = ask.found("parcels", filter=f"ACCENTI(CASEI(situs_address)) LIKE {asked}")
        assert found == [places[_SEEN[1]], places[_SEEN[2]]]
    for extension in FORM_NAMES:
        path = tmp_path / f"world.{extension}"
        path.write_bytes(world.get(f"/parcels.{extension}").data)
        read = read_back(extension, path)
        assert sorted(read) == sorted(served)
        assert all(is_same(facts, served[id_]) for id_, (facts, _) in read.items()), extension


def test_e1_a_character_that_is_none_is_refused_in_a_filter(world: FlaskClient) -> None:
    for asked in ("owner_name = 'a%00b'", "%00", "owner_name = '%ff'", "owner_name = '%ed%a0%80'"):
        answer = world.get(f"/ogc/collections/parcels/items?filter={asked}")
        assert answer.status_code == 400, asked


def _feature(at: int) -> str:
    shape = {"type": "Polygon", "coordinates": [list(square(at).exterior.coords)]}
    owner = {"NO": f"E{at}", "OWNER": "PEÑA ESTATES LLC", "AT": None}
    feature = {"type": "Feature", "geometry": shape, "properties": owner}
    return json.dumps(feature, ensure_ascii=False)


def _collection() -> str:
    return f'{{"type": "FeatureCollection", "features": [{_feature(0)}, {_feature(1)}]}}'


_LOTS = (_feature(0), _feature(1))
_READ = {
    "bom.geojson": b"\xef\xbb\xbf" + _collection().encode(),
    "crlf.geojson": _collection().replace(", ", ",\r\n").encode(),
    "with_separators.geojsons": "".join(f"\x1e{one}\n" for one in _LOTS).encode(),
    "without_separators.geojsonl": "\n".join(_LOTS).encode(),
    "crlf.geojsonl": "\r\n".join(_LOTS).encode(),
}
_READ_OR_REFUSED = {
    "utf_16.geojson": _collection().encode("utf-16"),
    "utf_16_without_mark.geojson": _collection().encode("utf-16-le"),
    "latin_1.geojson": _collection().encode("latin-1"),
}


@pytest.mark.sqlite_only("files are read before any store is asked")
@pytest.mark.parametrize("name", [*_READ, *_READ_OR_REFUSED])
def test_e2_geojson_is_read_in_every_writing_or_refused(
    store: Engine, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes((_READ | _READ_OR_REFUSED)[name])
    try:
        report = load_hinds(store, path, _SOURCE)
    except LandTrustError:
        assert name in _READ_OR_REFUSED
        assert values_of(store, "SELECT count(*) FROM parcel") == [0]
        return
    assert report.kept == 2
    assert set(values_of(store, "SELECT owner_line_1 FROM roll_entry")) == {"PEÑA ESTATES LLC"}


@pytest.mark.sqlite_only("what is sent does not depend on the store")
def test_e2_what_is_sent_is_utf_8_without_a_mark(client: FlaskClient) -> None:
    for address in ("/parcels.geojson", "/parcels.geojsonseq", "/parcels.csv", "/ogc?f=json",
                    "/ogc/collections/parcels/items"):  # fmt: skip
        sent = client.get(address).data
        assert not sent.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")), address
        assert sent.decode("utf-8")
