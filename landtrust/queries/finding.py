"""What a question finds: one box for numbers, addresses, corners, streets, places and owners."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import shapely
from sqlalchemy import Connection

from landtrust.domain.misspellings import (
    alike_names,
    clues_of_misspelled,
    clues_of_pieces,
    clues_of_words,
    whole,
)
from landtrust.domain.questions import Question, Reading
from landtrust.domain.street_crossings import DrawnStreet, crossing, drawn_as
from landtrust.domain.street_matches import Fit, KnownStreet, rank
from landtrust.domain.street_names import house_extra
from landtrust.queries.corners import lots_around, lots_at_corner, nearest_lots
from landtrust.queries.found import Beside, Corner, Found, FoundLot, Instead
from landtrust.queries.found_names import owners_named, places_named
from landtrust.queries.parcel_numbers import parcels_by_number, parcels_with_number_like
from landtrust.queries.street_index import (
    MOST_ALIKE,
    MOST_NAMESAKES,
    house_spans,
    lots_at,
    lots_beside,
    lots_of_parcels,
    lots_on,
    names_under,
    shown_street,
    shown_streets,
    streets_beginning,
    streets_under,
)

MOST_LOTS = 50
"""Lots that are shown."""

MOST_AT_CORNER = 12
"""Lots that are shown of a corner: two or three on each side of either street."""

MOST_SUGGESTED = 8
"""Streets that are shown, and lines that are offered while somebody types."""

_MOST_LOTS_READ = 400
_MOST_STREETS_ASKED = 200
_MOST_STREETS_BESIDE = 3
_MOST_CORNER_STREETS = 6
_FAR_WORSE = 0.3
_A_LITTLE_WORSE = 0.06
_HARDLY_WORSE = 0.95
_ACROSS_THE_STREET = 20
"""House numbers by which the other side of a street counts as farther away."""

_MISSPELLED_ONCE = 0.8
_MOST_ALIKE = 12
_MOST_MISSPELLED = 2
_EXTRA_LEFT_OUT, _ANOTHER_EXTRA = 0.01, 0.03
_LEAST_TYPED = 2

_Ranked = list[tuple[KnownStreet, Fit]]


def find(connection: Connection, question: Question, drawn: Sequence[DrawnStreet] = ()) -> Found:
    """What a question finds. About ten statements, however much is stored.

    Nothing in it is for some readers only: addresses, numbers, and names that anybody may read.

    Args:
        connection: Where to ask.
        question: What was asked.
        drawn: The streets of the maps that came with what is loaded, for corners.
    """
    by_number = _by_number(connection, question)
    if by_number is not None:
        return by_number
    if question.corners and (corner := _at_corner(connection, question, drawn)) is not None:
        return corner
    if any(one.house is not None for one in question.readings):
        return _by_address(connection, question)
    return _by_name(connection, question)


def suggest(connection: Connection, question: Question) -> Found:
    """What a question that is being typed may become: the same, with the last word unfinished."""
    if not question.readings or len(question.text) < _LEAST_TYPED:
        return Found()
    by_number = _by_number(connection, question)
    if by_number is not None:
        return by_number
    ranked = _begun(connection, question)
    houses = _houses(question)
    lots = _lots_with(connection, question, ranked, houses)
    return Found(
        by="address" if houses else "street",
        lots=tuple(lots[:MOST_SUGGESTED]),
        streets=shown_streets(connection, ranked, MOST_SUGGESTED),
        places=places_named(connection, question.text),
    )


def _begun(connection: Connection, question: Question) -> _Ranked:
    """The streets of which the question, or a word of it, may be the beginning."""
    if not question.readings or len(question.text) < _LEAST_TYPED:
        return []
    word = "".join(question.readings[0].street.bare.split())
    return rank(streets_beginning(connection, word), question.readings, typing=True)


def _houses(question: Question) -> set[int]:
    return {one.house for one in question.readings if one.house is not None}


def _by_number(connection: Connection, question: Question) -> Found | None:
    """The lots with this number, however it is written; else those whose number begins with it."""
    if question.number is None:
        return None
    same = parcels_by_number(connection, [question.number])[question.number]
    begun: tuple[str, ...] = ()
    if not same:
        same, begun = parcels_with_number_like(connection, question.number)
    if not same and not begun:
        return None
    found = lots_of_parcels(connection, same or begun)
    lots = [replace(one, is_exact=bool(same), score=1.0) for one in found]
    sure = lots[0].public_id if same and len(lots) == 1 else None
    return Found(
        by="number", lots=tuple(lots[:MOST_LOTS]), more_lots=len(lots) > MOST_LOTS, sure=sure
    )


def _ranked(connection: Connection, readings: Sequence[Reading]) -> _Ranked:
    """The streets that fit any of the readings, the best first; misspelled ones if need be."""
    ranked = _known_by_words(connection, readings, _known_by_name(connection, readings, []))
    if any(fit.exact for _, fit in ranked):
        return ranked
    return _misspelled(connection, readings, ranked)


def _at_corner(
    connection: Connection, question: Question, drawn: Sequence[DrawnStreet]
) -> Found | None:
    """The lots at a corner; None where one of the two names is no street's."""
    sides = [_best(_ranked(connection, side))[:_MOST_CORNER_STREETS] for side in question.corners]
    towns = {known.place for side in sides for known, _ in side if known.place}
    on_map = [drawn_as(side, drawn, towns) for side in question.corners]
    place = crossing(*on_map)
    if place is not None:
        return _at_crossing(connection, question, sides, place)
    if not all(sides):
        return None
    first, second = ([known for known, _ in side] for side in sides)
    lots, more_lots = lots_at_corner(connection, first, second, MOST_AT_CORNER)
    corner = None
    if not lots:
        lots, corner = nearest_lots(connection, (first, second))
    return Found(
        by="corner",
        lots=tuple(lots),
        more_lots=more_lots,
        streets=shown_streets(connection, [one for side in sides for one in side], MOST_SUGGESTED),
        corner=corner,
        instead=tuple(
            Instead(asked[0].street.name, side[0][0].street.name)
            for asked, side in zip(question.corners, sides, strict=True)
            if side[0][1].score < _HARDLY_WORSE and not side[0][1].exact
        ),
    )


def _at_crossing(
    connection: Connection, question: Question, sides: Sequence[_Ranked], place: shapely.Point
) -> Found:
    """The lots around where the map has both streets cross; other streets are none of theirs."""
    exact = [[one for one in side if one[1].exact] for side in sides]
    known = [[street for street, _ in side] for side in exact]
    names = tuple(side[0].street.name for side in question.corners)
    shown = shown_streets(connection, [one for side in exact for one in side], MOST_SUGGESTED)
    there = {one.id for one in shown}
    empty = (
        name
        for name, side in zip(names, known, strict=True)
        if there.isdisjoint(one.id for one in side)
    )
    return Found(
        by="corner",
        lots=tuple(lots_around(connection, known, place, MOST_AT_CORNER // 2)),
        streets=shown,
        corner=Corner(place.x, place.y, streets=names, empty=tuple(empty)),
    )


def _known_by_name(connection: Connection, readings: Sequence[Reading], ranked: _Ranked) -> _Ranked:
    """The streets with just these names, the best first."""
    wholes = {whole(words) for words in _names(readings)}
    return _ranked_with(streets_under(connection, wholes, _towns(readings)), readings, ranked)


def _known_by_words(
    connection: Connection, readings: Sequence[Reading], ranked: _Ranked
) -> _Ranked:
    """The same, with streets that have some of the words, if none has just the name."""
    if any(fit.exact for _, fit in ranked):
        return ranked
    clues = frozenset[str]().union(*map(clues_of_words, _names(readings)))
    streets = streets_under(connection, clues, _towns(readings), MOST_ALIKE)
    return _ranked_with(streets, readings, ranked)


def _misspelled(connection: Connection, readings: Sequence[Reading], ranked: _Ranked) -> _Ranked:
    """The same, with streets in whose names one letter differs, or else two."""
    names = _names(readings)[:_MOST_MISSPELLED]
    clues = frozenset[str]().union(*map(clues_of_misspelled, names))
    towns = _towns(readings)
    # All of the named towns are compared, whatever else is.
    most = MOST_ALIKE if towns else MOST_NAMESAKES
    streets = streets_under(connection, clues, towns, most)
    found = _ranked_with(streets, readings, ranked)
    if found and found[0][1].score >= _MISSPELLED_ONCE:
        return found
    words = sorted({word for name in names for word in name})
    streets = _misspelled_twice(connection, words, towns)
    return _ranked_with(streets, readings, found)


def _misspelled_twice(
    connection: Connection, words: Sequence[str], towns: Collection[str]
) -> list[KnownStreet]:
    """The streets of which a long word is like one of these, with two letters wrong."""
    clues = clues_of_pieces(words)
    names = names_under(connection, clues) if clues else []
    alike = {name for word in words for name in alike_names(word, names, _MOST_ALIKE)}
    return streets_under(connection, {whole(name.split()) for name in alike}, towns)


def _towns(readings: Iterable[Reading]) -> set[str]:
    return {one.place for one in readings if one.place}


def _names(readings: Iterable[Reading]) -> list[list[str]]:
    return [name.split() for name in dict.fromkeys(one.street.bare for one in readings)]


def _ranked_with(
    streets: Iterable[KnownStreet], readings: Sequence[Reading], ranked: _Ranked
) -> _Ranked:
    known_before = {known.id for known, _ in ranked}
    fresh = rank((one for one in streets if one.id not in known_before), readings)
    return sorted([*ranked, *fresh], key=lambda one: (-one[1].score, one[0].id))


def _with_begun(ranked: _Ranked, begun: _Ranked) -> _Ranked:
    """Both, the best first; each street once, as it fits best."""
    best: dict[int, tuple[KnownStreet, Fit]] = {}
    for one in sorted((*ranked, *begun), key=lambda one: (-one[1].score, one[0].id)):
        best.setdefault(one[0].id, one)
    return list(best.values())


def _best(ranked: _Ranked) -> _Ranked:
    """Those that fit about as well as the best."""
    return [one for one in ranked if one[1].score >= ranked[0][1].score - _A_LITTLE_WORSE]


def _by_address(connection: Connection, question: Question) -> Found:
    houses = _houses(question)
    ranked: _Ranked = []
    lots: list[FoundLot] = []
    for look in (_known_by_name, _known_by_words, _misspelled):
        ranked = look(connection, question.readings, ranked)
        lots = _lots_with(connection, question, ranked, houses)
        if any(one.is_exact for one in lots) or _is_certain(ranked):
            break
    exact = [one for one in lots if one.is_exact]
    if exact:
        sure = exact[0].public_id if len({one.public_id for one in exact}) == 1 else None
        return Found(
            by="address", lots=tuple(exact[:MOST_LOTS]), more_lots=len(exact) > MOST_LOTS, sure=sure
        )
    return _nearest_to_address(connection, question, ranked, lots)


def _is_certain(ranked: _Ranked) -> bool:
    """Whether the street is there, in the town or county that was named: no other was meant."""
    return bool(ranked) and ranked[0][1].exact and ranked[0][1].score > 1


def _nearest_to_address(
    connection: Connection, question: Question, ranked: _Ranked, lots: list[FoundLot]
) -> Found:
    """What comes near an address that no roll has just so, and all that was suggested for it."""
    best_lot = lots[0].score if lots else 0.0
    without = [one for one in ranked if one[1].score > best_lot + _A_LITTLE_WORSE]
    house = next(one.house for one in question.readings if one.house is not None)
    beside = _beside(connection, _best(without)[:_MOST_STREETS_BESIDE], house) if without else ()
    begun = _begun(connection, question)
    asked = {known.id for known, _ in _asked_for_lots(ranked)}
    fresh = [one for one in begun if one[0].id not in asked]
    lots += _lots_with(connection, question, fresh, _houses(question))
    shown = {one.street.id for one in beside}
    others = [one for one in _with_begun(ranked, begun) if one[0].id not in shown]
    streets = shown_streets(connection, others, MOST_SUGGESTED)
    if not lots and not beside:
        return Found(streets=streets, owners=owners_named(connection, question.text))
    return Found(
        by="address",
        lots=tuple(lots[:MOST_LOTS]),
        more_lots=len(lots) > MOST_LOTS,
        beside=beside,
        like=streets,
    )


def _asked_for_lots(ranked: _Ranked) -> _Ranked:
    """Those that fit well enough for their lots to be looked up."""
    asked = [one for one in ranked if one[1].score >= ranked[0][1].score - _FAR_WORSE]
    return asked[:_MOST_STREETS_ASKED]


def _lots_with(
    connection: Connection, question: Question, ranked: _Ranked, houses: set[int]
) -> list[FoundLot]:
    """The lots with the house number on streets that fit, the best first."""
    fits = {known.id: fit for known, fit in _asked_for_lots(ranked)}
    if not fits or not houses:
        return []
    found = lots_at(connection, fits, houses, _MOST_LOTS_READ)
    rated = [_rated(lot, fits[lot.street_id or 0], question) for lot in found]
    ordered = sorted(rated, key=lambda lot: (-lot.score, lot.parcel_id))
    return list({lot.parcel_id: lot for lot in reversed(ordered)}.values())[::-1]


def _rated(lot: FoundLot, fit: Fit, question: Question) -> FoundLot:
    extra = house_extra(lot.address or "")
    if extra == question.house_extra:
        return replace(lot, is_exact=fit.exact, score=fit.score)
    cost = _ANOTHER_EXTRA if extra and question.house_extra else _EXTRA_LEFT_OUT
    return replace(lot, score=fit.score - cost)


def _beside(connection: Connection, streets: _Ranked, house: int) -> tuple[Beside, ...]:
    spans = house_spans(connection, [known.id for known, _ in streets])
    numbered = [one for one in streets if spans.get(one[0].id, (None,))[0] is not None]
    found = lots_beside(connection, [known.id for known, _ in numbered], house)
    return tuple(
        Beside(
            shown_street(known, fit, spans[known.id]),
            house,
            _nearest([lot for lot in found[known.id] if (lot.house or 0) < house], house),
            _nearest([lot for lot in found[known.id] if (lot.house or 0) > house], house),
        )
        for known, fit in numbered
    )


def _nearest(lots: list[FoundLot], house: int) -> FoundLot | None:
    """The nearest, or one on the same side of the street that is hardly farther."""

    def distance(lot: FoundLot) -> int:
        away = abs((lot.house or 0) - house)
        return away if away % 2 == 0 else away + _ACROSS_THE_STREET

    return min(lots, key=distance, default=None)


def _by_name(connection: Connection, question: Question) -> Found:
    """A street, a place, or an owner whose name is public."""
    ranked = _ranked(connection, question.readings) if question.readings else []
    streets = shown_streets(
        connection, _with_begun(ranked, _begun(connection, question)), MOST_SUGGESTED
    )
    exact = tuple(one for one in streets if one.is_exact)
    places = places_named(connection, question.text)
    only = exact[0] if len(exact) == 1 else None
    lots = lots_on(connection, only.id, MOST_LOTS + 1) if only else []
    return Found(
        by="street" if exact else "",
        lots=tuple(lots[:MOST_LOTS]),
        more_lots=len(lots) > MOST_LOTS,
        streets=exact or streets,
        like=streets[len(exact) :] if exact else (),
        places=places,
        owners=() if exact else owners_named(connection, question.text),
    )
