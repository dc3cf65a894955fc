"""The tax roll of the base year: one row of MARIS-named columns a parcel."""

from town_dice import Dice
from town_owners import BLANK, FEDERAL, HOUSING, HUD, LAND_TRUST, POST_OFFICE, Owner
from town_shapes import Lot

Row = dict[str, str | int | float | None]

FIRST_PPIN = 990001
UNKNOWN_VALUE = 0.018
NO_NUMBER = 0.55
TEN = 10
EXEMPT_USES = {"CHURCH", "SCHOOL", "PARK", "CEMETERY", "GOV"}
STATE_OWNERS = ("STATE OF MISSISSIPPI", "STATE OF MS")
PUBLIC_OWNERS = {
    *("CITY OF JACKSON", "JACKSON CITY OF", "HINDS COUNTY"),
    *(owner.first_line for owner in (HOUSING, FEDERAL, HUD, POST_OFFICE)),
}

# Dollars a square metre of land, and the usual range of dollars for what stands on it.
VALUES: dict[str, tuple[float, int, int]] = {
    "SFR": (7.5, 14_000, 62_000),
    "MFR": (8.5, 60_000, 260_000),
    "COM": (24.0, 30_000, 340_000),
    "IND": (11.0, 40_000, 280_000),
    "VAC": (5.2, 0, 0),
    "CHURCH": (8.0, 90_000, 420_000),
    "SCHOOL": (6.0, 1_900_000, 3_600_000),
    "PARK": (2.0, 0, 0),
    "CEMETERY": (2.0, 0, 9_000),
    "UTILITY": (9.0, 120_000, 210_000),
    "RAIL": (4.0, 20_000, 60_000),
    "GOV": (9.0, 180_000, 700_000),
    "AG": (1.6, 0, 6_000),
}
OUTBUILDING = 0.16


def roll_rows(lots: list[Lot], owners: dict[str, Owner], dice: Dice) -> dict[str, Row]:
    """Return a roll row for each parcel number, without what depends on the outline."""
    return {
        lot.number: _row(lot, FIRST_PPIN + index, owners[lot.number], dice)
        for index, lot in enumerate(lots)
    }


def _row(lot: Lot, ppin: int, owner: Owner, dice: Dice) -> Row:
    return {
        "PARNO": lot.number,
        "ALTPARNO": lot.short_number,
        "PPIN": str(ppin),
        **owner_columns(owner),
        **_site(lot, dice),
        "LANDUSE": lot.landuse,
        "GISACRES": None,
        **_values(lot, dice),
        "SUBNAME": lot.plat or BLANK,
        "LEGLDESC": lot.legal,
        **deed(dice, 1946, 2024),
        "TAXYEAR": 2025,
        "TAXSTATUS": tax_status(lot, owner, dice),
        "STCNTYFIPS": "28049",
    }


def owner_columns(owner: Owner) -> Row:
    """Return the owner and mailing columns."""
    return {
        "OWNNAME": owner.first_line,
        "OWNNAME2": owner.second_line,
        "MAILADD1": owner.street,
        "MCITY1": owner.city,
        "MSTATE1": owner.state,
        "MZIP1": owner.zip_code,
    }


def deed(dice: Dice, first_year: int, last_year: int) -> Row:
    """Return a deed book and page, and the day of the deed; a few are missing."""
    year = dice.whole(first_year, last_year)
    if year < first_year + 3:
        return {"DEEDREF": BLANK, "DEEDDATE": BLANK}
    book = 400 + (year - first_year) * 95 + dice.whole(0, 90)
    day = f"{year}-{dice.whole(1, 12):02d}-{dice.whole(1, 28):02d}"
    return {"DEEDREF": f"{book}/{dice.whole(1, 899)}", "DEEDDATE": day}


def tax_status(lot: Lot, owner: Owner, dice: Dice) -> str:
    """Return how the roll taxes the parcel."""
    if owner.first_line in STATE_OWNERS:
        return "FORFEITED"
    if lot.landuse in EXEMPT_USES or owner.first_line in {*PUBLIC_OWNERS, LAND_TRUST.first_line}:
        return "EXEMPT"
    return dice.pick(["TAXABLE"] * 11 + ["DELINQUENT", BLANK])


def _site(lot: Lot, dice: Dice) -> Row:
    """Return where the parcel is; empty land often has a street and the number 0."""
    number, _, street = lot.address.partition(" ")
    if not lot.plat or (lot.landuse == "VAC" and dice.chance(NO_NUMBER)):
        number = "0"
    zip_code = BLANK if dice.chance(0.04) else "39203" if lot.front.y > 0 else "39204"
    return {"SITEADD": f"{number} {street}", "SCITY": "JACKSON", "SZIP": zip_code}


def _values(lot: Lot, dice: Dice) -> Row:
    if dice.chance(UNKNOWN_VALUE):
        return {"LANDVAL": None, "IMPVAL1": None, "IMPVAL2": None, "TOTVAL": 0}
    per_sqm, low, high = VALUES[lot.landuse]
    land = _tens(lot.shape.area * per_sqm * dice.between(0.8, 1.25))
    house = _tens(dice.between(low, high))
    shed = _tens(dice.between(400, 5200)) if house and dice.chance(OUTBUILDING) else 0
    return {"LANDVAL": land, "IMPVAL1": house, "IMPVAL2": shed, "TOTVAL": land + house + shed}


def _tens(dollars: float) -> int:
    return round(dollars / TEN) * TEN
