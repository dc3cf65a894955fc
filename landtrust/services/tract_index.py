"""The tract index: some parcels, looked up at once, and which holdings they are a part of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from landtrust.errors import NotFound, RuleBroken
from landtrust.model.ownership import PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel
from landtrust.phrases import Phrase

_AT_ONCE = 500

_Parcel = Row[int, str, str, float]


class _Tenure(NamedTuple):
    """A holding that a parcel is a part of, until a day; None: it goes on."""

    unit_id: int
    name: str
    until: date | None


class TractIndex:
    """Parcels by their public ids, and who holds them."""

    def __init__(self, connection: Connection, public_ids: Iterable[str]) -> None:
        """Look up these parcels."""
        wanted = list(dict.fromkeys(public_ids))
        self._parcels: dict[str, _Parcel] = {}
        self._tenures: defaultdict[str, list[_Tenure]] = defaultdict(list)
        for some in _batches(wanted):
            self._parcels |= {one.public_id: one for one in _parcels(connection, some)}
            for parcel, *tenure in _tenures(connection, some):
                self._tenures[parcel].append(_Tenure(*tenure))

    def parcels(self, public_ids: Collection[str]) -> Sequence[_Parcel]:
        """The parcels, each once, in the order in which they were loaded.

        Raises:
            NotFound: One of them is not in the loaded data.
        """
        missing = set(public_ids) - set(self._parcels)
        if missing:
            named = min(missing)[:80]
            raise NotFound(
                Phrase("There is no parcel %(parcel)s in the loaded data.", parcel=named),
                parcel_id=named,
            )
        return sorted((self._parcels[one] for one in set(public_ids)), key=lambda one: one.id)

    def require_unheld(self, public_ids: Iterable[str], since: date) -> None:
        """Refuse land that is a part of another holding on that day or later.

        Raises:
            RuleBroken: It is.
        """
        taken = [
            (tenure, parcel)
            for parcel in public_ids
            for tenure in self._tenures[parcel]
            if tenure.until is None or tenure.until > since
        ]
        if taken:
            holding, parcel = min(taken, key=lambda one: (one[0].unit_id, one[1]))
            msg = Phrase(
                "The parcel %(parcel)s is a part of the holding “%(name)s” already.",
                parcel=parcel,
                name=holding.name,
            )
            raise RuleBroken(msg, number=holding.unit_id, parcel_id=parcel)

    def enter(self, unit_id: int, name: str, public_ids: Iterable[str]) -> None:
        """Enter that parcels are a part of a holding from now on."""
        for parcel in public_ids:
            self._tenures[parcel].append(_Tenure(unit_id, name, None))


def _parcels(connection: Connection, public_ids: Sequence[str]) -> Sequence[_Parcel]:
    asked = select(Parcel.id, Parcel.public_id, Parcel.parcel_number, Parcel.area_sqm)
    return connection.execute(asked.where(Parcel.public_id.in_(public_ids))).all()


def _tenures(connection: Connection, public_ids: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    asked = (
        select(Parcel.public_id, PropertyUnit.thing_id, PropertyUnit.name, UnitPart.valid_to)
        .join(SpatialUnit, SpatialUnit.parcel_id == Parcel.id)
        .join(UnitPart, UnitPart.spatial_unit_id == SpatialUnit.thing_id)
        .join(PropertyUnit, PropertyUnit.thing_id == UnitPart.unit_id)
        .where(
            Parcel.public_id.in_(public_ids),
            PropertyUnit.recorded_to.is_(None),
            UnitPart.recorded_to.is_(None),
            SpatialUnit.recorded_to.is_(None),
        )
    )
    return connection.execute(asked).all()


def _batches(wanted: Sequence[str]) -> Iterator[Sequence[str]]:
    return (wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE))
