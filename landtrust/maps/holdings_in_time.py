"""What is held in common through time, as the JSON that the map steps through."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from landtrust.domain.crs import acres
from landtrust.domain.growth import NOTHING, Change, CommonLand, ParcelPoint, Stretch, changes
from landtrust.queries.growth import CommonHolding

_ACRE_DECIMALS = 2
_POINT_DECIMALS = 5  # a meter


def holdings_in_time(holdings: Sequence[CommonHolding], today: date) -> dict[str, object]:
    """All that the map needs to show any day until today, ready for JSON.

    ``days`` begins with the day before the first change, when nothing was held, and ends with
    today; it is empty where nothing is held until today.
    """
    stretches = [one for holding in holdings for one in holding.stretches]
    return {
        "today": today,
        "days": [_stop(day, held) for day, held in _stops(holdings, today)],
        "parcels": {
            str(one.feature_id): (
                one.public_id,
                round(one.lon, _POINT_DECIMALS),
                round(one.lat, _POINT_DECIMALS),
            )
            for one in _parcels(stretches)
        },
        "holdings": [
            {"id": one.id, "name": one.name, "spans": [_span(each) for each in one.stretches]}
            for one in holdings
        ],
    }


def _stops(holdings: Iterable[CommonHolding], today: date) -> list[tuple[date, CommonLand]]:
    past: list[Change] = [
        one for one in changes(each.stretches for each in holdings) if one.day <= today
    ]
    if not past:
        return []
    before = (past[0].day - timedelta(days=1), NOTHING)
    stops = [before, *((one.day, one.held) for one in past)]
    if past[-1].day < today:
        stops.append((today, past[-1].held))
    return stops


def _stop(day: date, held: CommonLand) -> dict[str, object]:
    return {
        "day": day,
        "holdings": held.holdings,
        "leased": held.leased,
        "parcels": held.land.parcels,
        "acres": round(acres(held.land.area_sqm), _ACRE_DECIMALS),
    }


def _span(stretch: Stretch) -> tuple[object, ...]:
    kind = "leased" if stretch.is_leased else "owned"
    features = [one.parcel.feature_id for one in stretch.pieces if one.parcel]
    return (stretch.first, stretch.end, kind, features)


def _parcels(stretches: Iterable[Stretch]) -> list[ParcelPoint]:
    found = {
        piece.parcel.feature_id: piece.parcel
        for one in stretches
        for piece in one.pieces
        if piece.parcel
    }
    return [found[number] for number in sorted(found)]
