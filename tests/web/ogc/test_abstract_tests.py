"""The abstract tests of CQL2 for whatever a collection can be asked, on our own collections.

Source:
    OGC 21-065r2, annex A: the tests that need no data of their own.
"""

import json
from collections.abc import Callable, Iterator
from random import Random

import cql2
import pytest

from landtrust.domain.filtering.reading import JSON, read_filter
from tests.web.ogc.asking import Asker

_COLLECTIONS = ("parcels", "holdings")
_SIGNS = ("=", "<>", ">", "<", ">=", "<=")
_VALUES = {
    "string": "'foo'",
    "boolean": "true",
    "number": "3.14",
    "integer": "1",
    "date": "DATE('2022-04-14')",
    "timestamp": "TIMESTAMP('2022-04-14T14:48:46Z')",
}
_WORLD = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))"
_SHAPES = ("BBOX(-180,-90,180,90)", _WORLD, "LINESTRING(-91 32,-89 33)", "POINT(-90.2 32.3)",
           "MULTIPOINT(-91 32,-89 33)")  # fmt: skip
_BEYOND = ("POINT(90 180)", "MULTIPOINT(7.02 49.92, 90 180)", "LINESTRING(0 0, 200 1)")
_IN_SPACE = ("CONTAINS", "CROSSES", "DISJOINT", "EQUALS", "INTERSECTS", "OVERLAPS", "TOUCHES",
             "WITHIN")  # fmt: skip
_OF_INSTANTS = ("AFTER", "BEFORE", "DISJOINT", "EQUALS", "INTERSECTS")
_OF_INTERVALS = (*_OF_INSTANTS, "CONTAINS", "DURING", "FINISHEDBY", "FINISHES", "MEETS", "METBY",
                 "OVERLAPPEDBY", "OVERLAPS", "STARTEDBY", "STARTS")  # fmt: skip

Finds = Callable[[str], frozenset[str]]


@pytest.fixture(params=_COLLECTIONS)
def finds(ask: Asker, request: pytest.FixtureRequest) -> Finds:
    """The ids that a filter finds in a collection; as JSON it must read as it does as text."""

    def find(asked: str) -> frozenset[str]:
        as_json = json.dumps(cql2.parse_text(asked).to_json())
        assert read_filter(as_json, JSON) == read_filter(asked), asked
        answer = ask.items(request.param, filter=asked, limit=2_000)
        assert answer.status == 200, (asked, answer.text)
        return frozenset(answer.ids)

    return find


@pytest.fixture
def names(ask: Asker, request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """The names that the same collection can be asked for, by the kind of what they say."""
    collection = request.node.callspec.params["finds"]
    said = ask.get(f"/ogc/collections/{collection}/queryables").json["properties"]
    found: dict[str, list[str]] = {}
    for name, one in said.items():
        kind = one.get("format") or one["type"]
        found.setdefault("geometry" if kind.startswith("geometry") else kind, []).append(name)
    return found


def _one_of_each(names: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """A name of each kind that values are written of, and a value."""
    for kind, value in _VALUES.items():
        if kind in names:
            yield names[kind][-1], value


def test_what_is_compared_with_a_value_is_in_one_half_or_the_other(
    finds: Finds, names: dict[str, list[str]]
) -> None:
    for name, value in _one_of_each(names):
        for form in (f"{name} {{}} {value}", f"{value} {{}} {name}"):
            found = {sign: finds(form.format(sign)) for sign in _SIGNS}
            assert found["="].isdisjoint(found["<>"])
            assert found[">"].isdisjoint(found["<="])
            assert found["<"].isdisjoint(found[">="])
            assert found["<="] == found["<"] | found["="]
        same = {sign: finds(f"{name} {sign} {name}") for sign in _SIGNS}
        assert same["="] == same["<="] == same[">="] == finds(f"{name} IS NOT NULL")
        assert not same["<>"] | same["<"] | same[">"]
        assert finds(f"{name} IN ({value}, {value})") == finds(f"{name} = {value}")


def test_what_is_missing_is_told_from_what_is_there(
    finds: Finds, names: dict[str, list[str]]
) -> None:
    everything = finds("true")
    for name in (name for same_kind in names.values() for name in same_kind):
        missing, there = finds(f"{name} IS NULL"), finds(f"{name} is not null")
        assert missing.isdisjoint(there)
        assert missing | there == everything
    assert finds("false") == frozenset()


def test_values_are_compared_with_values(finds: Finds) -> None:
    everything = finds("true")
    for value in _VALUES.values():
        found = {sign: finds(f"{value} {sign} {value}") for sign in _SIGNS}
        assert found["="] == found["<="] == found[">="] == everything
        assert not found["<>"] | found["<"] | found[">"]


def test_patterns_fit_what_they_say(finds: Finds, names: dict[str, list[str]]) -> None:
    name = names["string"][-1]
    anything = finds(f"{name} LIKE '%'")
    assert anything == finds(f"{name} like '%%'") == finds(f"{name} IS NOT NULL")
    assert finds(f"{name} like '_%'").isdisjoint(finds(f"{name} like ''"))
    assert finds(f"{name} like '\\%\\_'") <= anything
    for fold, one, other in (("CASEI({})", "far%", "FAR%"), ("ACCENTI({})", "Á%", "A%"),
                             ("ACCENTI(CASEI({}))", "Á%", "a%")):  # fmt: skip
        of = fold.format(name)
        by = [fold.format(f"'{pattern}'") for pattern in (one, other)]
        assert finds(f"{of} LIKE {by[0]}") == finds(f"{of} LIKE {by[1]}")
        assert finds(f"{of} = {by[0]}").isdisjoint(finds(f"{of} <> {by[1]}"))


def test_numbers_lie_between_others(finds: Finds, names: dict[str, list[str]]) -> None:
    for name in (*names.get("number", ()), *names.get("integer", ())):
        finds(f"{name} BETWEEN 0 AND 100")
        assert finds(f"{name} between 100.0 and 1.0") == frozenset()
        assert finds(f"{name} * 2 = {name} + {name}") == finds(f"{name} IS NOT NULL")


def test_shapes_relate_in_every_way(finds: Finds, names: dict[str, list[str]]) -> None:
    (name,) = names["geometry"]
    for relation in _IN_SPACE:
        found = [finds(f"S_{relation}({name}, {shape})") for shape in _SHAPES]
        assert found[0] == found[1], relation
    assert finds(f"S_INTERSECTS({name}, {_WORLD})") == finds(f"{name} IS NOT NULL")
    assert finds(f"S_DISJOINT({name}, {_WORLD})") == frozenset()


def test_times_relate_in_every_way(finds: Finds, names: dict[str, list[str]]) -> None:
    year = "INTERVAL('2016-01-01','2026-11-21')"
    for name in names.get("date", ()):
        for relation in _OF_INSTANTS:
            finds(f"T_{relation}({name}, DATE('2026-11-20'))")
            finds(f"T_{relation}({name}, {year})")
        for relation in _OF_INTERVALS:
            finds(f"T_{relation}(INTERVAL({names['date'][0]},{name}), {year})")
        assert finds(f"T_DISJOINT({name}, {year})").isdisjoint(
            finds(f"T_INTERSECTS({name}, {year})")
        )


def test_lists_relate_in_every_way(finds: Finds, names: dict[str, list[str]]) -> None:
    for name in names.get("array", ()):
        for relation in ("CONTAINS", "CONTAINEDBY", "EQUALS", "OVERLAPS"):
            finds(f"A_{relation}({name}, ('foo', 'bar'))")
        assert finds(f"A_EQUALS({name}, {name})") == finds(f"{name} IS NOT NULL")


def test_conditions_are_joined_in_any_way(finds: Finds, names: dict[str, list[str]]) -> None:
    stored = [f"{name} {sign} {value}" for name, value in _one_of_each(names) for sign in _SIGNS]
    stored += [f"S_INTERSECTS({names['geometry'][0]}, {shape})" for shape in _SHAPES]
    dice = Random(21_065)  # noqa: S311 - the same ten each time
    for _ in range(10):
        p1, p2, p3, p4 = dice.sample(stored, 4)
        finds(f"((NOT {p1} AND {p2}) OR ({p3} and NOT {p4}) or not ({p1} AND {p4}))")


@pytest.mark.parametrize("collection", _COLLECTIONS)
def test_no_place_beyond_the_earth_is_taken_for_one(ask: Asker, collection: str) -> None:
    for shape in _BEYOND:
        for relation in _IN_SPACE:
            asked = f"S_{relation}(geometry, {shape})"
            assert ask.items(collection, filter=asked).status == 400, asked
