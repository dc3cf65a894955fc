"""What TileJSON 3.0.0 asks of a document, rule by rule.

The published schema says less: it takes an empty list of addresses, any number of bounds, and a
center that lies elsewhere.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_MOST_ZOOM = 30
_TEXTS = ("attribution", "description", "legend", "name", "template")
_LISTS_OF_TEXTS = ("data", "grids", "tiles")


def broken_rules(document: Any) -> list[str]:  # noqa: ANN401 - any document
    """The rules that a document breaks; the numbers are those of the specification's sections."""
    return [rule for rule, holds in _rules(document) if not holds]


def _rules(one: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield "3.1 tilejson is a version", bool(_VERSION.fullmatch(one.get("tilejson", "")))
    yield "3.2 there is an address at least", bool(one.get("tiles"))
    yield "3.2 addresses are whole", all(map(_is_whole, one.get("tiles", ())))
    yield "3.3 there are layers", isinstance(one.get("vector_layers"), list)
    for layer in one.get("vector_layers", ()):
        yield from _layer_rules(layer, one)
    yield from _place_rules(one)
    least, most = one.get("minzoom", 0), one.get("maxzoom", _MOST_ZOOM)
    yield "3.12 zooms are in order", 0 <= least <= most <= _MOST_ZOOM
    yield "3.9 fillzoom is a zoom", 0 <= one.get("fillzoom", 0) <= _MOST_ZOOM
    yield "3.15 scheme", one.get("scheme", "xyz") in ("xyz", "tms")
    yield "3.17 version", bool(_VERSION.fullmatch(one.get("version", "1.0.0")))
    for name in _TEXTS:
        yield f"3 {name} is a text", isinstance(one.get(name, ""), str)
    for name in _LISTS_OF_TEXTS:
        yield f"3 {name} are texts", all(isinstance(text, str) for text in one.get(name, ()))


def _layer_rules(layer: dict[str, Any], whole: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield "3.3.1 a layer has an id", isinstance(layer.get("id"), str)
    fields = layer.get("fields")
    yield "3.3.2 a layer has fields", isinstance(fields, dict)
    yield "3.3.2 a field is described", all(isinstance(one, str) for one in (fields or {}).values())
    yield "3.3.3 a description", isinstance(layer.get("description", ""), str)
    least, most = whole.get("minzoom", 0), whole.get("maxzoom", _MOST_ZOOM)
    yield (
        "3.3.4 zooms of a layer",
        least <= layer.get("minzoom", least) <= layer.get("maxzoom", most) <= most,
    )


def _place_rules(one: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    west, south, east, north = one.get("bounds", (-180, -85.06, 180, 85.06))
    yield "3.5 bounds", -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if "center" in one:
        longitude, latitude, zoom = one["center"]
        yield "3.6 the center is within", west <= longitude <= east and south <= latitude <= north
        least, most = one.get("minzoom", 0), one.get("maxzoom", _MOST_ZOOM)
        yield "3.6 its zoom is one", isinstance(zoom, int) and least <= zoom <= most


def _is_whole(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc)
