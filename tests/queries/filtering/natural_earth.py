"""The test data of the standard (Natural Earth), in a plain table of either store.

Source:
    OGC 21-065r2, annex A: ``ne110m4cql2.gpkg``.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Double,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
)

from landtrust.domain.filtering.tree import Shape
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.domain.served_crs import served_crs
from landtrust.errors import InvalidInput
from landtrust.model.declarative import Moment
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import Feature
from landtrust.queries.features.tables import Part, TableFeatures
from landtrust.queries.filtering.conditions import Column as SqlColumn
from landtrust.queries.filtering.ground import Edges, Ground
from landtrust.queries.filtering.stores import Speech

LAYERS = (
    "ne_110m_admin_0_countries", "ne_110m_populated_places_simple",
    "ne_110m_rivers_lake_centerlines",
)  # fmt: skip
_TYPES: dict[ValueType, Any] = {
    ValueType.TEXT: Text(),
    ValueType.NUMBER: Double(),
    ValueType.BOOLEAN: Boolean(),
    ValueType.DATE: Date(),
    ValueType.TIMESTAMP: Moment(),
}
_SPECIAL = {
    "date": ValueType.DATE,
    "start": ValueType.TIMESTAMP,
    "end": ValueType.TIMESTAMP,
    "boolean": ValueType.BOOLEAN,
}
_EDGES = ("west", "south", "east", "north")


@dataclass(frozen=True)
class Layer:
    """One layer of the file.

    Attributes:
        rows: What each feature says by name, its geometry as one of shapely's.
    """

    name: str
    qualities: Mapping[str, Quality]
    rows: tuple[dict[str, Any], ...]


def read_layer(path: Path, name: str) -> Layer:
    """A layer of the GeoPackage."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        cursor = file.execute(f'SELECT * FROM "{name}" ORDER BY fid')  # noqa: S608 - a name of ours
        fields = [str(column[0]) for column in cursor.description]
        stored = cursor.fetchall()
    outlines = shapely.from_wkb(pyogrio.raw.read(path, layer=name, columns=[])[2])
    kinds = {
        field: _kind(field, [row[place] for row in stored])
        for place, field in enumerate(fields)
        if field not in ("fid", "geom")
    }
    named = [dict(zip(fields, row, strict=True)) for row in stored]
    rows = tuple(
        {"geom": outline, **{field: _value(row[field], kind) for field, kind in kinds.items()}}
        for row, outline in zip(named, outlines, strict=True)
    )
    kinds["geom"] = ValueType.GEOMETRY
    qualities = {field: Quality(field, kind, Phrase(field)) for field, kind in kinds.items()}
    return Layer(name, qualities, rows)


def _kind(field: str, values: list[object]) -> ValueType:
    if field in _SPECIAL:
        return _SPECIAL[field]
    is_number = any(isinstance(value, int | float) for value in values)
    return ValueType.NUMBER if is_number else ValueType.TEXT


def _value(value: Any, kind: ValueType) -> object:  # noqa: ANN401 - as SQLite has it
    if value is None:
        return None
    read: dict[ValueType, Callable[[Any], object]] = {
        ValueType.TEXT: str,
        ValueType.NUMBER: float,
        ValueType.BOOLEAN: bool,
        ValueType.DATE: date.fromisoformat,
        ValueType.TIMESTAMP: lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC),
    }
    return read[kind](value)


class LayerFeatures(TableFeatures):
    """A layer in a table of its own."""

    parts: tuple[Part, ...] = ()

    def __init__(self, connection: Connection, layer: Layer) -> None:
        """Make the table, and fill it."""
        self.layer = layer
        self.qualities = layer.qualities
        said = [name for name in layer.qualities if name != "geom"]
        self._table = Table(
            layer.name,
            MetaData(),
            Column("fid", BigInteger, primary_key=True, autoincrement=False),
            Column("geom", LargeBinary),
            *(Column(f"edge_{edge}", Double) for edge in _EDGES),
            *(Column(name, _TYPES[layer.qualities[name].type]) for name in said),
            prefixes=["TEMPORARY"],
        )
        self._table.create(connection)
        rows = [_stored(number, row) for number, row in enumerate(layer.rows, start=1)]
        connection.execute(self._table.insert(), rows)
        columns = self._table.c
        shapes = self._table.alias("shapes")
        self.key = columns.fid
        self.first = self._table
        self.ground = Ground(
            row_number=columns.fid,
            number=shapes.c.fid,
            outline=shapes.c.geom,
            edges=Edges(*(shapes.c[f"edge_{edge}"] for edge in _EDGES)),
            tables=shapes,
            shape=func.ST_GeomFromWKB(shapes.c.geom, 4326),
        )

    def columns(self, speech: Speech) -> Mapping[str, SqlColumn]:
        """As they are."""
        del speech
        return {name: self._table.c[name] for name in self.qualities}

    def found(self, connection: Connection, keys: Collection[int]) -> Mapping[int, Feature]:
        """Nothing but their numbers."""
        del connection
        return {key: Feature(str(key), None, self.layer.rows[key - 1]) for key in keys}

    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The one with this number."""
        number = connection.scalar(select(self.key).where(self.key == int(feature_id)))
        return None if number is None else self.found(connection, [number])[number]


def _stored(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    bounds = shapely.bounds(row["geom"]).tolist()
    edges = {f"edge_{edge}": value for edge, value in zip(_EDGES, bounds, strict=True)}
    return {**row, **edges, "fid": number, "geom": shapely.to_wkb(row["geom"])}


def as_lonlat(shape: Shape) -> shapely.Geometry:
    """A geometry of a filter that is written in longitude and latitude."""
    lonlat = served_crs()[0]
    corners = shapely.get_coordinates(shape.geometry).ravel().tolist()
    found = lonlat.box_to_lonlat(corners) if shape.box else lonlat.to_lonlat(shape.geometry)
    if found is None:
        raise InvalidInput("a geometry lies beyond the Earth")
    return found
