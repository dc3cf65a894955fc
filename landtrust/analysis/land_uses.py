"""Our code of a land use for the roll's own, and whether a lot is vacant."""

import csv
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

VACANT = "vacant"


class LandUses:
    """The table of land use codes.

    Args:
        ours_by_given: The roll's own code, in capitals, to ours.
    """

    def __init__(self, ours_by_given: dict[str, str]) -> None:
        """Keep the table as two columns."""
        self._given = pa.array(list(ours_by_given), pa.string())
        self._ours = pa.array(list(ours_by_given.values()), pa.string())

    def read(self, as_given: pa.Array) -> pa.Array:
        """Our code for each of the roll's; NULL where it gives none, or one we do not know."""
        return pc.take(self._ours, pc.index_in(pc.utf8_upper(as_given), value_set=self._given))


@cache
def load_land_uses(codes_folder: Path) -> LandUses:
    """The table in ``land_uses.csv``."""
    with (codes_folder / "land_uses.csv").open(encoding="utf-8", newline="") as file:
        return LandUses({row["given"]: row["land_use"] for row in csv.DictReader(file)})


def is_vacant(land_use: pa.Array, improvement_value_cents: pa.Array) -> pa.Array:
    """Whether a lot has no building, as far as the roll tells.

    The stated use decides, so that a park or a cemetery is not called vacant for want of
    buildings. Where no use is stated a building of any value decides. NULL: not known.
    """
    by_value = pc.equal(improvement_value_cents, 0)
    by_use = pc.equal(land_use, VACANT)
    home_or_business = pc.is_in(
        land_use, value_set=pa.array(["residential", "apartments", "commercial", "industrial"])
    )
    decided_by_use = pc.and_(pc.is_valid(land_use), pc.invert(home_or_business))
    return pc.if_else(pc.fill_null(decided_by_use, fill_value=False), by_use, by_value)
