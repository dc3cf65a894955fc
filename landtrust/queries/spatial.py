"""Where the two stores ask differently: rectangles, words and long lists of ids.

Of the other queries only ``filtering``, which says any filter in either, knows which database
this is.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, TypeVarTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Float,
    Select,
    Text,
    all_,
    and_,
    any_,
    bindparam,
    cast,
    column,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from landtrust.domain.extent import Bbox
from landtrust.domain.words import words_of
from landtrust.errors import InvalidInput
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.spatial import dialect_of
from landtrust.model.spatial_postgresql import SHAPE
from landtrust.phrases import Phrase
from landtrust.queries.statements import made_once
from landtrust.queries.visibility import PUBLIC_NAME_KINDS

LEAST_PREFIX = 3
"""Characters from which an unfinished last word is looked up: fewer would fit half the county."""

WIDE_SQUARE_DEGREES = 1.0
"""From this size on a bbox holds most of what is loaded, and each parcel in turn is asked.

A page then stops at its last row, where the index would first collect every id.
"""

ONE_OF = 32
"""Of so many parcels a spread takes one, wherever they lie."""

_STRETCHES = 32

RTREE = table(
    "parcel_rtree",
    column("parcel_id"),
    column("west"),
    column("east"),
    column("south"),
    column("north"),
)
"""SQLite's index of the rectangles of current parcels, a little too large."""

# Names of their own: the statement around them may read the same tables.
_BOX = aliased(Parcel)
_SHAPED = aliased(ParcelOutline, name="shaped")
_SHAPE: ColumnElement[bytes] = literal_column(SHAPE.format(outline="shaped.outline"))
_WORDS = table("parcel_words", column("rowid"), column("parcel_words"), column("owner", Text))
_VECTORS = table("parcel_words", column("parcel_id"), column("words"), column("owner", Text))
_WORD = re.compile(r"\w", re.UNICODE)
_EDGES: list[Any] = [bindparam(edge, type_=Float()) for edge in Bbox._fields]
_BOUND = Bbox(*_EDGES)
"""A rectangle whose edges are bound by their names when a statement is asked."""

_WHOLE_EARTH = Bbox(-180, -90, 180, 90)

_Columns = TypeVarTuple("_Columns")


def meets_bbox(
    connection: Connection, parcel_id: ColumnElement[int], bbox: Bbox
) -> ColumnElement[bool] | None:
    """The parcel's own rectangle meets this one; None where every rectangle on Earth does."""
    if covers_earth(bbox):
        return None
    has_postgis = _has_postgis(connection)
    return or_(
        *(
            _meets(parcel_id, part, is_wide=_is_wide(part), has_postgis=has_postgis)
            for part in bbox_parts(bbox)
        )
    )


def _is_wide(bbox: Bbox) -> bool:
    return bbox.square_degrees >= WIDE_SQUARE_DEGREES


def _meets(
    parcel_id: ColumnElement[int], bbox: Bbox, *, is_wide: bool, has_postgis: bool
) -> ColumnElement[bool]:
    if is_wide:
        return exists().where(_BOX.id == parcel_id, _really_meets(bbox))
    if has_postgis:
        return of_collected(parcel_id, _ids_in_postgis(bbox))
    return parcel_id.in_(_ids_in_rtree(bbox))


def in_window(
    connection: Connection, statement: Select[*_Columns], window: Bbox
) -> Select[*_Columns]:
    """A statement of current facts, of those parcels alone whose rectangle meets this one.

    It is asked with the edges of the window bound by their names, so that it is made only once.
    A window does not cross the antimeridian.
    """
    has_postgis = _has_postgis(connection)
    return _in_window(statement, is_wide=_is_wide(window), has_postgis=has_postgis)


@lru_cache(maxsize=64)
def _in_window(
    statement: Select[*_Columns], *, is_wide: bool, has_postgis: bool
) -> Select[*_Columns]:
    parcel_id = ParcelFacts.parcel_id.expression
    return statement.where(_meets(parcel_id, _BOUND, is_wide=is_wide, has_postgis=has_postgis))


def boxes_near(connection: Connection, bbox: Bbox) -> NDArray[np.float64]:
    """Ids and rectangles (west, south, east, north) of parcels that meet this one or nearly do.

    The rectangles may be a little too large, never too small: the index holds 32-bit numbers,
    rounded outward, which is about a metre at our longitudes.

    Returns:
        Shape (n, 5).
    """
    rows = connection.execute(_boxes(connection), bbox._asdict()).all()
    return np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 5)


@made_once
def _boxes(connection: Connection) -> Select[int, float, float, float, float]:
    if _has_postgis(connection):
        edges = (_BOX.west, _BOX.south, _BOX.east, _BOX.north)
        return (
            select(_BOX.id, *edges)
            .join(_SHAPED, _SHAPED.parcel_id == _BOX.id)
            .where(_overlaps(_BOUND))
        )
    box = RTREE.c
    return select(box.parcel_id, box.west, box.south, box.east, box.north).where(
        _index_meets(_BOUND)
    )


def has_words(
    connection: Connection, parcel_id: ColumnElement[int], text: str
) -> ColumnElement[bool]:
    """The parcel's numbers, address or public owner have all the words of the text.

    Raises:
        InvalidInput: The text has no letter or digit.
    """
    words = _asked_words(text)
    unfinished = len(words[-1]) >= LEAST_PREFIX
    if not _has_postgis(connection):
        match = _WORDS.c.parcel_words.op("MATCH")(_as_fts5(words, unfinished=unfinished))
        return parcel_id.in_(select(_WORDS.c.rowid).where(match))
    asked = _as_tsquery(words, unfinished=unfinished)
    if not asked:
        return false()
    found = _VECTORS.c.words.bool_op("@@")(cast(asked, TSQUERY))
    return of_collected(parcel_id, select(_VECTORS.c.parcel_id).where(found))


def is_one_of(
    connection: Connection, value: ColumnElement[Any], listed: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """The number or the text is one of these, however many they are."""
    kept = bindparam(None, as_bound(connection, listed), type_=_kind_of_list(connection, value))
    return _is_in_list(value, kept)


def is_among(connection: Connection, value: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The number or the text is one of those that are bound under a name (`as_bound`)."""
    return _is_in_list(value, bindparam(name, type_=_kind_of_list(connection, value)))


def as_bound(connection: Connection, listed: Collection[int] | Collection[str]) -> object:
    """Many values as the one that is bound for `is_among`."""
    return dialect_of(connection).listed(list(listed))


def numbers_of(
    connection: Connection, chosen: Select[int], bound: Mapping[str, object]
) -> list[int]:
    """The numbers that a statement chooses, in no order, with no object for each row."""
    if _has_postgis(connection):
        (number,) = chosen.subquery().c
        return list(connection.scalar(select(func.array_agg(number)), bound) or ())
    rows: Any = connection.execute(chosen, bound).cursor
    return [number for (number,) in rows.fetchall()]


def _kind_of_list(connection: Connection, value: ColumnElement[Any]) -> TypeEngine[Any]:
    if not _has_postgis(connection):
        return Text()
    return ARRAY(Text() if isinstance(value.type, Text) else BigInteger())


def _is_in_list(value: ColumnElement[Any], kept: BindParameter[Any]) -> ColumnElement[bool]:
    if isinstance(kept.type, ARRAY):
        return value == any_(kept)
    return value.in_(_each_of(kept))


def _each_of(kept: BindParameter[Any]) -> Select[Any]:
    return select(func.json_each(kept).table_valued("value").c.value)


def owners_with_words(
    connection: Connection, text: str, most: int, spread: ColumnElement[bool] | None = None
) -> Select[str, int, int]:
    """Names of owners with all words of the text: with each, its hits, and those anybody may see.

    The index has no names of natural persons, so none can be found; the kind of owner must say
    that the name is public, too.

    Args:
        connection: Where to ask.
        text: What was asked.
        most: How many hits to read.
        spread: Which hits alone to read, as ``spread_of_words`` has it; None: the first.

    Raises:
        InvalidInput: The text has no letter or digit.
    """
    words = _asked_words(text)
    if _has_postgis(connection):
        asked = cast(_as_tsquery(words, unfinished=False), TSQUERY)
        names, key = _VECTORS, _VECTORS.c.parcel_id
        found = and_(_VECTORS.c.words.bool_op("@@")(asked), names.c.owner.is_not(None))
    else:
        match = f"owner : ({_as_fts5(words, unfinished=False)})"
        names, key, found = _WORDS, _WORDS.c.rowid, _WORDS.c.parcel_words.op("MATCH")(match)
    hits = select(key.label("parcel_id"), names.c.owner).where(found)
    read = (hits if spread is None else hits.where(spread)).limit(most).subquery("hits")
    is_public = and_(
        ParcelFacts.parcel_id == read.c.parcel_id,
        ParcelFacts.owner_kind.in_(sorted(PUBLIC_NAME_KINDS)),
    )
    return (
        select(read.c.owner, func.count(), func.count(ParcelFacts.parcel_id))
        .select_from(read)
        .outerjoin(ParcelFacts, is_public)
        .group_by(read.c.owner)
    )


def spread_of_words(connection: Connection) -> ColumnElement[bool]:
    """One of ``ONE_OF`` entries of the index of words, of every region: ids follow the loads.

    Each store finds them without reading the others' names: SQLite has the ids of all hits at
    once, PostgreSQL needs ranges of ids, which its indexes can bring together with the words.
    """
    if not _has_postgis(connection):
        return _WORDS.c.rowid % ONE_OF == 0
    last = connection.scalar(select(func.max(_VECTORS.c.parcel_id))) or 0
    step = last // _STRETCHES + 1
    begins = range(1, last + 1, step)
    taken = -(-step // ONE_OF)
    return or_(*(_VECTORS.c.parcel_id.between(one, one + taken - 1) for one in begins))


def is_none_of(
    connection: Connection, parcel_id: ColumnElement[int], ids: Collection[int]
) -> ColumnElement[bool]:
    """The parcel is none of these, however many they are."""
    kept = bindparam(None, as_bound(connection, ids), type_=_kind_of_list(connection, parcel_id))
    return _is_not_in_list(parcel_id, kept)


def is_not_among(
    connection: Connection, parcel_id: ColumnElement[int], name: str
) -> ColumnElement[bool]:
    """The parcel is none of those that are bound under a name (`as_bound`)."""
    return _is_not_in_list(parcel_id, bindparam(name, type_=_kind_of_list(connection, parcel_id)))


def _is_not_in_list(value: ColumnElement[int], kept: BindParameter[Any]) -> ColumnElement[bool]:
    if isinstance(kept.type, ARRAY):
        return value != all_(kept)
    return value.not_in(_each_of(kept))


def of_collected(parcel_id: ColumnElement[int], ids: Select[Any]) -> ColumnElement[bool]:
    """The parcel is one of those that an index finds.

    Collected first: a planner that expects many of them would rather walk through all parcels in
    the order of the page, and ask each.
    """
    return parcel_id == any_(func.array(ids.scalar_subquery()))


def _has_postgis(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def covers_earth(bbox: Bbox) -> bool:
    """Whether every place on Earth lies in it."""
    whole = _WHOLE_EARTH
    return (
        bbox.west <= whole.west
        and bbox.south <= whole.south
        and bbox.east >= whole.east
        and bbox.north >= whole.north
    )


def bbox_parts(bbox: Bbox) -> list[Bbox]:
    """The same as rectangles of which none crosses the antimeridian."""
    if bbox.west <= bbox.east:
        return [bbox]
    return [bbox._replace(east=180.0), bbox._replace(west=-180.0)]


def _ids_in_postgis(bbox: Bbox) -> Select[int]:
    return (
        select(_BOX.id)
        .join(_SHAPED, _SHAPED.parcel_id == _BOX.id)
        .where(_overlaps(bbox), _really_meets(bbox))
    )


def _ids_in_rtree(bbox: Bbox) -> Select[int]:
    inside = and_(
        RTREE.c.west >= bbox.west,
        RTREE.c.east <= bbox.east,
        RTREE.c.south >= bbox.south,
        RTREE.c.north <= bbox.north,
    )
    # Only a rectangle that pokes out of the bbox can owe its place to the rounding.
    pokes_out = exists().where(_BOX.id == RTREE.c.parcel_id, _really_meets(bbox))
    return select(RTREE.c.parcel_id).where(_index_meets(bbox), or_(inside, pokes_out))


def _really_meets(bbox: Bbox) -> ColumnElement[bool]:
    return and_(
        _BOX.west <= bbox.east,
        _BOX.east >= bbox.west,
        _BOX.south <= bbox.north,
        _BOX.north >= bbox.south,
    )


def _index_meets(bbox: Bbox) -> ColumnElement[bool]:
    return and_(
        RTREE.c.west <= bbox.east,
        RTREE.c.east >= bbox.west,
        RTREE.c.south <= bbox.north,
        RTREE.c.north >= bbox.south,
    )


def _overlaps(bbox: Bbox) -> ColumnElement[bool]:
    return _SHAPE.bool_op("&&")(func.ST_MakeEnvelope(*bbox, 4326))


def _asked_words(text: str) -> list[str]:
    words = [word for word in text.split() if _WORD.search(word)]
    if not words:
        msg = Phrase("“%(text)s” has no letter or digit to look for.", text=text[:40])
        raise InvalidInput(msg, parameter="text")
    return words


def _as_fts5(words: list[str], *, unfinished: bool) -> str:
    """The words as an FTS5 expression in which nothing but our own quotes has a meaning."""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    return " ".join(quoted) + ("*" if unfinished else "")


def _as_tsquery(words: list[str], *, unfinished: bool) -> str:
    """The same as a text query: a word that falls apart is a phrase of its parts."""
    phrases = [" <-> ".join(words_of(word)) for word in words]
    if unfinished and phrases[-1]:
        phrases[-1] += ":*"
    return " & ".join(phrase for phrase in phrases if phrase)
