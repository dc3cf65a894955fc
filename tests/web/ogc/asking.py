"""What every test of the interface asks with."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import shapely
from flask.testing import FlaskClient

COLLECTIONS = ("parcels", "holdings", "changes", "counties", "regions", "parcels-2")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CRS = (CRS84, *(f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in
                (4326, 3857, 3814, 6510, 2254, 2255)))  # fmt: skip
UNSUPPORTED = "http://www.opengis.net/def/crs/0/unsupported"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
GEOJSON = "application/geo+json"
_JSON = "application/json, application/javascript, text/javascript, text/json"


@dataclass(frozen=True)
class Answer:
    """What came of a request."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any document
        """The document."""
        return json.loads(self.text)

    @property
    def ids(self) -> list[str]:
        """The ids of the features."""
        return [feature["id"] for feature in self.json["features"]]

    @property
    def shapes(self) -> list[Any]:
        """Their geometries."""
        return [shapely.from_geojson(json.dumps(one["geometry"])) for one in self.json["features"]]

    def link(self, rel: str, media_type: str | None = None) -> str | None:
        """Where a link leads to; None: there is none."""
        for one in self.json["links"]:
            if one["rel"] == rel and media_type in (None, one["type"]):
                return str(one["href"])
        return None


class Asker:
    """Asks as the official suite does."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def get(self, address: str, accept: str = _JSON, **parameters: object) -> Answer:
        """Ask, wherever the address says that the site is."""
        parts = urlsplit(address)
        more = urlencode({name.replace("_", "-") if name in _HYPHENS else name: value
                          for name, value in parameters.items()}, safe="':/")  # fmt: skip
        query = "&".join(filter(None, (parts.query, more)))
        got = self._client.get(
            f"{parts.path}?{query}", headers={"Accept": accept} if accept else {}
        )
        return Answer(got.status_code, dict(got.headers), got.get_data(as_text=True))

    def items(self, collection: str, **parameters: object) -> Answer:
        """Features of a collection."""
        return self.get(f"/ogc/collections/{collection}/items", GEOJSON, **parameters)

    def found(self, collection: str, **parameters: object) -> list[str]:
        """The ids of the features that are asked for, of all pages."""
        answer = self.items(collection, **parameters)
        assert answer.status == 200, answer.text
        ids = list(answer.ids)
        while (following := answer.link("next")) is not None:
            answer = self.get(following, GEOJSON)
            ids += answer.ids
        assert len(ids) == answer.json["numberMatched"]
        return ids


_HYPHENS = ("bbox_crs", "filter_crs", "filter_lang")
