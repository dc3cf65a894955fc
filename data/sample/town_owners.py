"""Who holds each lot, as a county roll would write it: cut at 25 characters, with every mark."""

from dataclasses import dataclass
from itertools import cycle

from town_dice import Dice
from town_names import (
    AWAY,
    BANKS,
    BULK_BUYERS,
    CHURCHES,
    FAMILY_NAMES,
    FIRM_KINDS,
    FIRM_WORDS,
    FIRST_NAMES,
    NONPROFITS,
    TRAPS,
)
from town_shapes import Lot

LINE = 25
BLANK = " "
HOME = ("JACKSON", "MS", "39203")
CITY_HALL = ("219 CITY HALL PLZ", "JACKSON", "MS", "39201")
LAND_TRUST_LOTS = 46
STATE_SHARE = 0.042


@dataclass(frozen=True)
class Owner:
    """Two owner lines and a mailing address as the roll has them; a blank stands for nothing."""

    first_line: str
    second_line: str
    street: str
    city: str
    state: str
    zip_code: str

    @property
    def mail(self) -> tuple[str, str, str, str]:
        """Return the mailing address."""
        return (self.street, self.city, self.state, self.zip_code)


def on_roll(first: str, second: str, mail: tuple[str, str, str, str]) -> Owner:
    """Write an owner as the roll does: what is past 25 characters is lost."""
    return Owner(first[:LINE].strip() or BLANK, second[:LINE].strip() or BLANK, *mail)


LAND_TRUST = on_roll(
    "WEST CAPITOL COMMUNITY LAND TRUST", "", ("939 INVENTED AVE", "JACKSON", "MS", "39203")
)
LAND_TRUST_WRAPPED = on_roll(
    "WEST CAPITOL COMMUNITY", "LAND TRUST", ("939 INVENTED AVE", "JACKSON", "MS", "39203")
)
STATE = on_roll("STATE OF MISSISSIPPI", "", ("PO BOX 1", "JACKSON", "MS", "39205"))
STATE_FORFEITED = on_roll("STATE OF MISSISSIPPI", "TAX FORFEITED LANDS", STATE.mail)
STATE_SHORT = on_roll("STATE OF MS", "SECRETARY OF STATE", STATE.mail)
CITY = on_roll("CITY OF JACKSON", "", CITY_HALL)
CITY_OTHER = on_roll("JACKSON CITY OF", "USA", CITY_HALL)
COUNTY = on_roll("HINDS COUNTY", "BOARD OF SUPERVISORS", ("PO BOX 2", "JACKSON", "MS", "39205"))
HOUSING = on_roll("JACKSON HOUSING AUTHORITY", "", ("PO BOX 11", "JACKSON", "MS", "39201"))
SCHOOLS = on_roll("JACKSON PUBLIC SCHOOL DISTRICT", "", ("PO BOX 22", "JACKSON", "MS", "39225"))
POST_OFFICE = on_roll("UNITED STATES POSTAL SERVICE", "", ("PO BOX 3", "MEMPHIS", "TN", "38166"))
FEDERAL = on_roll("UNITED STATES OF AMERICA", "", ("100 INVENTED FEDERAL BLDG", "JACKSON", "MS",
                                                   "39269"))  # fmt: skip
HUD = on_roll(
    "SECRETARY OF HOUSING", "AND URBAN DEVELOPMENT", ("PO BOX 4", "ATLANTA", "GA", "30303")
)
RAILROAD = on_roll("GULF AND DELTA RAILROAD CO", "TAX DEPT", ("PO BOX 33", "OMAHA", "NE", "68102"))
POWER = on_roll("PEARLWATER POWER & LIGHT", "", ("PO BOX 44", "JACKSON", "MS", "39215"))
CEMETERY = on_roll("MOUNT REST CEMETERY ASSN", "", ("PO BOX 55", "JACKSON", "MS", "39204"))

BY_USE = {"SCHOOL": SCHOOLS, "PARK": CITY, "GOV": CITY, "RAIL": RAILROAD, "UTILITY": POWER,
          "CEMETERY": CEMETERY}  # fmt: skip
BY_NAME = {"DEPOT HOMES": HOUSING, "WESTVALE POST OFFICE": POST_OFFICE}
# Houses that came to the United States with a loan that was not paid, and land by the tracks.
HUD_HOUSES = 7
FEDERAL_LOTS = 3
# How much a block draws investors: most hardly, a few very much.
DRAWS = (0.15, 0.15, 0.3, 0.3, 0.6, 1.0, 1.6, 3.4)
BLOCKS_OWN_FIRM = 0.55
STREETS_RUN = 9
KINDS_BY_USE: dict[str, dict[str, float]] = {
    "SFR": {"person": 70, "heirs": 7, "firm": 15, "trust": 4, "bank": 1.6, "nonprofit": 1.2},
    "VAC": {"person": 38, "heirs": 14, "firm": 22, "city": 9, "county": 2, "bank": 2,
            "nonprofit": 2, "trust": 3, "unknown": 6, "housing": 2},
    "COM": {"firm": 62, "person": 26, "trust": 6, "bank": 3, "nonprofit": 3},
}  # fmt: skip


class Roll:
    """Deals out owners; bulk buyers and traps come round until each has had its share."""

    def __init__(self, dice: Dice) -> None:
        """Start with nobody owning anything."""
        self._dice = dice
        self._churches = cycle(CHURCHES)
        self._nonprofits = cycle(NONPROFITS)
        self._draws: dict[int, float] = {}
        self._block_firms: dict[int, Owner] = {}

    def deal(self, lots: list[Lot]) -> dict[str, Owner]:
        """Return an owner for each parcel number."""
        owners = {lot.number: self._by_use(lot) for lot in lots}
        homes = self._dice.shuffled([lot for lot in lots if lot.landuse in {"SFR", "VAC"}])
        empty = [lot for lot in homes if lot.landuse == "VAC"]
        state = round(STATE_SHARE * len(lots))
        for lot in empty[: round(state * 0.8)] + homes[-round(state * 0.2) :]:
            owners[lot.number] = self._dice.pick(
                [STATE, STATE_FORFEITED, STATE_FORFEITED, STATE_SHORT]
            )
        for lot in empty[-LAND_TRUST_LOTS:]:
            owners[lot.number] = self._dice.pick([LAND_TRUST, LAND_TRUST, LAND_TRUST_WRAPPED])
        for lot in empty[-LAND_TRUST_LOTS - FEDERAL_LOTS : -LAND_TRUST_LOTS]:
            owners[lot.number] = FEDERAL
        houses = [lot for lot in homes if lot.landuse == "SFR"]
        for buyer in BULK_BUYERS:
            for lot in self._street_by_street(houses, buyer[-1]):
                owners[lot.number] = on_roll(buyer[0], buyer[1], buyer[2:6])
        for lot in houses[-HUD_HOUSES:]:
            owners[lot.number] = HUD
        for lot, (first, second) in zip(houses, TRAPS, strict=False):
            owners[lot.number] = on_roll(first, second, self.mail(lot))
        return owners

    def _street_by_street(self, houses: list[Lot], count: int) -> list[Lot]:
        """Take houses as investors buy them: runs of neighbors, with a few who did not sell."""
        bought: list[Lot] = []
        while len(bought) < count:
            start = houses[0]
            near = sorted(houses, key=lambda lot: lot.front.distance(start.front))
            run = [start, *(lot for lot in near[1 : 2 * STREETS_RUN] if self._dice.chance(0.6))]
            run = run[: min(STREETS_RUN, count - len(bought))]
            taken = {lot.number for lot in run}
            houses[:] = [lot for lot in houses if lot.number not in taken]
            bought += run
        return bought

    def person(self, lot: Lot) -> Owner:
        """Return a person or a couple."""
        family, first, other = self._name(), self._first(), self._first()
        initial = self._dice.pick("ABCDEFGHJKLMRSTW")
        first_line, second_line = self._dice.pick(
            [
                (f"{family} {first} {initial}", ""),
                (f"{family} {first}", ""),
                (f"{family} {first} {initial} JR", ""),
                (f"{first} {initial} {family}", ""),
                (f"{family} {first} & {other}", ""),
                (f"{family} {first} {initial} &", f"{family} {other}"),
                (f"{family} {first} +", f"{self._name()} {other}"),
                (f"{family} {first} ET UX", ""),
                (f"{family} {first} H/W", f"{family} {other}"),
                (f"{family} {first} S/M", ""),
                (f"{family} {first}", f"% {other} {self._name()}"),
                (f"{family} {first}", "LIFE ESTATE"),
                (f"{family}, {first} {initial}", "USA"),
                (f"{family} {first} {initial}", ""),
                (f"{family} {first}", ""),
            ]
        )
        return on_roll(first_line, second_line, self.mail(lot))

    def heirs(self, lot: Lot) -> Owner:
        """Return an estate or a family's heirs."""
        family, first = self._name(), self._first()
        first_line, second_line = self._dice.pick(
            [
                (f"{family} {first} HEIRS", ""),
                (f"{family} {first} HRS", ""),
                (f"{family} {first} EST OF", f"% {self._first()} {family}"),
                (f"ESTATE OF {first} {family}", ""),
                (f"{family} {first} EST", ""),
                (f"{family} {first} ET AL", ""),
                (f"{family} {first} ESTATE OF &", f"{family} {self._first()} HEIRS"),
            ]
        )
        return on_roll(first_line, second_line, self.mail(lot))

    def firm(self, lot: Lot) -> Owner:
        """Return a business: often the one that has more of the block."""
        if lot.block in self._block_firms and self._dice.chance(BLOCKS_OWN_FIRM):
            return self._block_firms[lot.block]
        firm = self._another_firm(lot)
        self._block_firms.setdefault(lot.block, firm)
        return firm

    def _another_firm(self, lot: Lot) -> Owner:
        name = f"{self._dice.pick(FIRM_WORDS)} {self._dice.pick(FIRM_KINDS)}"
        if self._dice.chance(0.12):
            name = f"{self._name()} & {self._name()} PROPERTIES LLC"
        return on_roll(name, "", self.mail(lot))

    def trust(self, lot: Lot) -> Owner:
        """Return a private trust, or one who holds for a child."""
        family, first = self._name(), self._first()
        first_line, second_line = self._dice.pick(
            [
                (f"{family} FAMILY TRUST", ""),
                (f"{family} {first} REVOCABLE TRUST", f"{first} {family} TRUSTEE"),
                (f"{family} {first} TR", ""),
                (f"{family} {first} T/F", f"{self._first()} {family} MINOR"),
            ]
        )
        return on_roll(first_line, second_line, self.mail(lot))

    def mail(self, lot: Lot) -> tuple[str, str, str, str]:
        """Return where the bill goes: mostly home, sometimes far away, sometimes nowhere known."""
        if self._dice.chance(0.05):
            return (BLANK, BLANK, BLANK, BLANK)
        if self._dice.chance(0.68):
            return (lot.address, *HOME)
        street = f"{self._dice.whole(100, 9899)} {self._dice.pick(FAMILY_NAMES)} AVE"
        if self._dice.chance(0.35):
            street = f"PO BOX {self._dice.whole(100, 9999)}"
        return (street, *self._dice.pick(AWAY))

    def _by_use(self, lot: Lot) -> Owner:
        if lot.name in BY_NAME:
            return BY_NAME[lot.name]
        if lot.landuse == "CHURCH":
            return on_roll(*next(self._churches), (lot.address, *HOME))
        if lot.landuse in BY_USE:
            return BY_USE[lot.landuse]
        usual = KINDS_BY_USE.get(lot.landuse, KINDS_BY_USE["COM"])
        if lot.block and lot.landuse != "COM":
            usual = {**usual, "firm": usual["firm"] * self._draw_of(lot.block)}
        return self._of_kind(self._dice.weighted(usual), lot)

    def _draw_of(self, block: int) -> float:
        if block not in self._draws:
            self._draws[block] = self._dice.pick(DRAWS)
        return self._draws[block]

    def _of_kind(self, kind: str, lot: Lot) -> Owner:
        fixed = {"county": COUNTY, "housing": HOUSING}
        if kind in fixed:
            return fixed[kind]
        if kind == "city":
            return self._dice.pick([CITY, CITY, CITY_OTHER])
        if kind == "unknown":
            return on_roll(
                self._dice.pick([BLANK, BLANK, "UNKNOWN", "OWNER UNKNOWN"]), "", (BLANK,) * 4
            )
        if kind == "nonprofit":
            return on_roll(*next(self._nonprofits), (lot.address, *HOME))
        if kind == "bank":
            return on_roll(self._dice.pick(BANKS), "", ("PO BOX 66", *self._dice.pick(AWAY)))
        makers = {"heirs": self.heirs, "firm": self.firm, "trust": self.trust}
        return makers.get(kind, self.person)(lot)

    def _first(self) -> str:
        return self._dice.pick(FIRST_NAMES)

    def _name(self) -> str:
        return self._dice.pick(FAMILY_NAMES)
