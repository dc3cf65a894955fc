"""What a question finds: lots, streets, places, and what lies nearest where nothing fits."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FoundLot:
    """A lot that a question found, by its number or by an address that a roll gives it.

    Attributes:
        house: House number; None: none on the roll.
        address: As the roll has it; None: not stated.
        is_exact: Whether nothing that was asked speaks against it.
        score: How well it fits; the greater the better.
        away_m: How far it is from the corner that was asked for, metres; None: no corner was, or
            it lies there.
    """

    parcel_id: int
    public_id: str
    parcel_number: str
    county_fips: str
    address: str | None
    city: str | None
    zip_code: str | None
    house: int | None
    street_id: int | None
    is_exact: bool = False
    score: float = 0.0
    away_m: float | None = None


@dataclass(frozen=True, slots=True)
class FoundStreet:
    """A street that has lots.

    Attributes:
        name: In our one form, capitals: W CAPITOL ST.
        place: Its town, in capitals; None: not stated.
        least: Least house number on it; None: no lot has one.
        most: Greatest house number on it; None: no lot has one.
        is_exact: Whether nothing that was asked speaks against it.
        score: How well it fits; the greater the better.
    """

    id: int
    county_fips: str
    name: str
    place: str | None
    least: int | None
    most: int | None
    is_exact: bool
    score: float


@dataclass(frozen=True, slots=True)
class Beside:
    """The lots beside a house number that no roll has.

    Attributes:
        house: The number that was asked for.
        below: The lot with the next lower number, on the same side of the street where one is.
        above: The lot with the next higher number.
    """

    street: FoundStreet
    house: int
    below: FoundLot | None
    above: FoundLot | None

    @property
    def lots(self) -> tuple[FoundLot, ...]:
        """Those that there are."""
        return tuple(one for one in (self.below, self.above) if one)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place by name.

    Attributes:
        kind: county, region or town.
        key: The county's code, the region's key, or the town's name in capitals.
        county_fips: The county of a town; None of others.
    """

    kind: str
    key: str
    name: str
    county_fips: str | None = None


@dataclass(frozen=True, slots=True)
class Corner:
    """Where two streets meet on the map of streets, or where the lots of both are nearest.

    Attributes:
        lon: Degrees (EPSG:4326).
        lat: Degrees.
        apart_m: How far apart the nearest lots of both are, metres; None: a map has the place.
        streets: The names of both streets, as they were asked for.
        empty: Those of them on which no lot is.
    """

    lon: float
    lat: float
    apart_m: float | None = None
    streets: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


class Instead(NamedTuple):
    """A street that was taken for one that no roll knows."""

    asked: str
    taken: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a question found, the likeliest of each kind first.

    Attributes:
        by: What it was taken for: number, address, corner, street; empty: none of them.
        lots: Lots; of a street, those on it.
        more_lots: Whether there are more.
        beside: Where the street is known and the house number is not.
        streets: Streets that the question may mean.
        like: Beside what was found, streets with names that begin so or are much like it.
        places: Counties, regions and towns of this name.
        owners: Public names of owners with these words.
        sure: Public id of the one lot that was certainly meant; None: there is none.
        corner: A place that is told otherwise than by lots of both streets side by side.
        instead: Streets of a corner that were taken for those that were asked for.
    """

    by: str = ""
    lots: tuple[FoundLot, ...] = ()
    more_lots: bool = False
    beside: tuple[Beside, ...] = ()
    streets: tuple[FoundStreet, ...] = ()
    like: tuple[FoundStreet, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    owners: tuple[str, ...] = ()
    sure: str | None = None
    corner: Corner | None = None
    instead: tuple[Instead, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits, and nothing is near it."""
        return not (self.lots or self.beside or self.streets or self.places or self.owners)
