"""What the tiles are and where, as TileJSON, and what the parcels in them say.

Source:
    TileJSON 3.0.0.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from landtrust.exports.tile_archive import TileArchive
from landtrust.exports.tippecanoe import LAYER
from landtrust.phrases import Phrase
from landtrust.web.base_address import base_address
from landtrust.web.languages import say
from landtrust.web.site import site

TILES_TITLE = Phrase("Parcels")
TILES_ABOUT = Phrase(
    "Every parcel on the current county rolls, drawn for maps: its outline and its classes, "
    "without names."
)

_OURS = "/tiles/{stamp}/{z}/{x}/{y}.mvt"


class TileField(NamedTuple):
    """What the parcels in the tiles say under one name.

    Attributes:
        json_type: The kind of value, as JSON Schema calls it.
        about: What it is.
        facet: The classes whose codes it has; None: it has others.
        is_always_there: Whether every parcel says it; a tile has no word for what is not known.
    """

    json_type: str
    about: Phrase
    facet: str | None = None
    is_always_there: bool = True


def _class(facet: str, about: Phrase, *, is_always_there: bool = False) -> TileField:
    return TileField("string", about, facet, is_always_there)


TILE_FIELDS: Mapping[str, TileField] = MappingProxyType(
    {
        "public_id": TileField("string", Phrase("County code, hyphen, parcel number")),
        "county": TileField("string", Phrase("County code")),
        "owner_kind": _class("owner_kind", Phrase("Kind of owner, a code"), is_always_there=True),
        "vacant": _class("vacant", Phrase("yes, no, or absent where not known")),
        "land_use": _class("land_use", Phrase("Land use, a code; absent where not known")),
        "value_per_acre": _class(
            "value_per_acre", Phrase("Class of value per acre, a code; absent where not known")
        ),
        "acres": TileField("number", Phrase("Acres, measured")),
    }
)


def tile_url(archive: TileArchive, elsewhere: str | None) -> str:
    """The address pattern of an archive's tiles, with ``{z}``, ``{x}`` and ``{y}``.

    Args:
        archive: The current archive.
        elsewhere: The pattern of a CDN or an object store that has them; None: this site does,
            and the pattern begins with a slash.
    """
    return (elsewhere or _OURS).replace("{stamp}", archive.stamp)


def tile_json(archive: TileArchive) -> dict[str, object]:
    """The tiles of an archive, described."""
    address = tile_url(archive, site().settings.tiles_url)
    return {
        "tilejson": "3.0.0",
        "name": say(TILES_TITLE),
        "description": say(TILES_ABOUT),
        "scheme": "xyz",
        "tiles": [base_address() + address if address.startswith("/") else address],
        "minzoom": archive.least_zoom,
        "maxzoom": archive.most_zoom,
        "bounds": tuple(archive.bounds),
        "center": (*archive.densest, archive.most_zoom - 1),
        "vector_layers": [
            {
                "id": LAYER,
                "description": say(TILES_ABOUT),
                "minzoom": archive.least_zoom,
                "maxzoom": archive.most_zoom,
                "fields": {name: say(one.about) for name, one in TILE_FIELDS.items()},
            }
        ],
    }
