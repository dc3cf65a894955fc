"""The interface's addresses on each server that is measured, and what comes from there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

import orjson

from tests.benchmarks.traffic import Client

Place = tuple[str, int]
Tile = tuple[int, int, int]

_FEATURE = re.compile(rb'"type": ?"Feature"')


@dataclass(frozen=True, slots=True)
class InterfaceSite:
    """A server of the same parcels.

    Attributes:
        name: What the table calls it.
        place: Host and port.
        items: The path of its features, and what the parameter for JSON is.
        takes_filters: Whether it reads CQL2, or the older text that means the same.
        tile: The path of a vector tile; None where it has none.
    """

    name: str
    place: Place
    items: tuple[str, str]
    takes_filters: bool = True
    tile: Callable[[Tile], str] | None = None

    def address(self, **asked: str | int) -> str:
        """The address of features."""
        path, form = self.items
        # Some read a plus as a plus.
        return f"{path}?{urlencode({'f': form, **asked}, quote_via=quote, safe=',')}"


def count_features(body: bytes) -> int:
    """How many features an answer has."""
    return len(_FEATURE.findall(body))


def pages(site: InterfaceSite, client: Client, limit: int, most: int) -> list[str]:
    """The addresses of the first pages, as the site's own links lead through them."""
    found = [site.address(limit=limit)]
    while len(found) < most:
        following = _next_address(client.get(found[-1]))
        if following is None:
            break
        found.append(following)
    return found


def _next_address(body: bytes) -> str | None:
    links = orjson.loads(body)["links"]
    for address in (one["href"] for one in links if one["rel"] == "next"):
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"
    return None


def our_site(name: str, place: Place, tiles: str) -> InterfaceSite:
    """Ours.

    Args:
        name: What the table calls it.
        place: Host and port.
        tiles: The pattern of the addresses of its tiles.
    """

    def tile(at: Tile) -> str:
        zoom, column, row = map(str, at)
        return tiles.replace("{z}", zoom).replace("{x}", column).replace("{y}", row)

    return InterfaceSite(name, place, ("/ogc/collections/parcels/items", "json"), tile=tile)


def peer_sites(pygeoapi: Place, tipg: Place) -> Iterator[InterfaceSite]:
    """The others: pygeoapi on both of its stores, and tipg."""
    yield InterfaceSite(
        "pygeoapi on GeoPackage", pygeoapi, ("/collections/parcels/items", "json"),
        takes_filters=False,
    )  # fmt: skip
    yield InterfaceSite(
        "pygeoapi on PostGIS",
        pygeoapi,
        ("/collections/parcels_pg/items", "json"),
        tile=lambda at: (
            f"/collections/parcels_pg/tiles/WebMercatorQuad/{at[0]}/{at[2]}/{at[1]}?f=mvt"
        ),
    )
    said = "properties=parcel_id,county_fips,owner_kind,land_use,vacant,acres"
    yield InterfaceSite(
        "tipg on PostGIS",
        tipg,
        ("/collections/public.parcels/items", "geojson"),
        tile=lambda at: (
            f"/collections/public.parcels/tiles/WebMercatorQuad/{at[0]}/{at[1]}/{at[2]}?{said}"
        ),
    )
