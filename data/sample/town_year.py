"""What one year did to the roll itself: deeds, forfeitures, values."""

from collections.abc import Callable

from town_dice import Dice
from town_growth import Change
from town_names import BULK_BUYERS
from town_owners import HOUSING, LAND_TRUST, STATE_FORFEITED, Owner, Roll, on_roll
from town_roll import STATE_OWNERS, Row, owner_columns, tax_status
from town_shapes import Lot

LATER_YEAR = 2026
VALUE_COLUMNS = ("LANDVAL", "IMPVAL1", "IMPVAL2")
NEW_HOUSE = (38_000, 96_000)
LAND_KNOWN = 5_400
HEIRS_MARKS = (" HEIRS", " HRS", " EST", "ESTATE ")

Test = Callable[[Lot, Row], bool]


def _home(lot: Lot, row: Row) -> bool:
    name = str(row["OWNNAME"])
    private = not any(word in name for word in ("LLC", "INC", "LP", "STATE", "CITY", "LAND"))
    return lot.landuse == "SFR" and private and row["TOTVAL"] != 0


def _state_lot(_: Lot, row: Row) -> bool:
    return row["OWNNAME"] in STATE_OWNERS


def _city_lot(lot: Lot, row: Row) -> bool:
    return lot.landuse == "VAC" and "CITY" in str(row["OWNNAME"]).split()


def _empty_lot(lot: Lot, row: Row) -> bool:
    return lot.landuse == "VAC" and bool(row["LANDVAL"])


def _unknown_value(lot: Lot, row: Row) -> bool:
    return lot.landuse in {"SFR", "VAC"} and row["LANDVAL"] is None


class Year:
    """Carries the roll of one year into the next and lists what it changed."""

    def __init__(
        self, lots: list[Lot], rows: dict[str, Row], touched: set[str], dice: Dice
    ) -> None:
        """Take the lots that stand in both years and the rows of the new year."""
        self.rows = {number: {**row, "TAXYEAR": LATER_YEAR} for number, row in rows.items()}
        self.changes: list[Change] = []
        self._dice = dice
        self._roll = Roll(dice)
        self._waiting = dice.shuffled([lot for lot in lots if lot.number not in touched])

    def pass_by(self) -> None:
        """Let deeds be recorded and values be set."""
        sunspire = on_roll(BULK_BUYERS[0][0], BULK_BUYERS[0][1], BULK_BUYERS[0][2:6])
        self._sell(10, _home, lambda _: sunspire, "bought by a bulk buyer")
        self._sell(9, _home, self._roll.person, "sold")
        self._sell(6, _home, self._roll.heirs, "owner died")
        self._sell(6, _home, lambda _: STATE_FORFEITED, "tax sale matured to the State")
        self._sell(6, _state_lot, lambda _: LAND_TRUST, "State patent to the land trust")
        self._sell(3, _city_lot, lambda _: HOUSING, "conveyed by the city")
        self._revalue(16, _home, self._reassessed, "reassessed")
        self._revalue(10, _home, self._torn_down, "house gone")
        self._revalue(5, _empty_lot, self._built, "house built")
        self._revalue(3, _unknown_value, self._made_known, "value found")

    def _take(self, count: int, wanted: Test) -> list[Lot]:
        chosen = [lot for lot in self._waiting if wanted(lot, self.rows[lot.number])][:count]
        names = {lot.number for lot in chosen}
        self._waiting = [lot for lot in self._waiting if lot.number not in names]
        return chosen

    def _sell(self, count: int, wanted: Test, buyer: Callable[[Lot], Owner], note: str) -> None:
        for lot in self._take(count, wanted):
            row, owner = self.rows[lot.number], buyer(lot)
            before = _owner_text(row)
            month, day = self._dice.whole(1, 12), self._dice.whole(1, 28)
            reference = f"{7900 + self._dice.whole(0, 80)}/{self._dice.whole(1, 899)}"
            row.update(owner_columns(owner))
            row.update({"DEEDREF": reference, "DEEDDATE": f"2025-{month:02d}-{day:02d}"})
            row["TAXSTATUS"] = tax_status(lot, owner, self._dice)
            after = _owner_text(row)
            self.changes.append(
                Change("owner changed", lot.number, "", "OWNNAME", before, after, note)
            )

    def _revalue(self, count: int, wanted: Test, values: Callable[[Row], Row], note: str) -> None:
        for lot in self._take(count, wanted):
            row = self.rows[lot.number]
            before = str(row["TOTVAL"])
            row.update(values(row))
            row["TOTVAL"] = sum(int(row[column] or 0) for column in VALUE_COLUMNS)
            after = str(row["TOTVAL"])
            self.changes.append(
                Change("value changed", lot.number, "", "TOTVAL", before, after, note)
            )

    def _reassessed(self, row: Row) -> Row:
        factor = self._dice.pick([0.88, 0.93, 1.06, 1.12, 1.21])
        return {column: round(int(row[column] or 0) * factor / 10) * 10 for column in VALUE_COLUMNS}

    def _torn_down(self, _: Row) -> Row:
        return {"IMPVAL1": 0, "IMPVAL2": 0, "LANDUSE": "VAC"}

    def _built(self, _: Row) -> Row:
        return {"IMPVAL1": self._dice.whole(*NEW_HOUSE), "LANDUSE": "SFR"}

    def _made_known(self, _: Row) -> Row:
        return {"LANDVAL": LAND_KNOWN, "IMPVAL1": 0, "IMPVAL2": 0}


def _owner_text(row: Row) -> str:
    return " | ".join(str(row[column]) for column in ("OWNNAME", "OWNNAME2") if row[column] != " ")
