import pyarrow as pa
import pytest

from landtrust.analysis.land_uses import VACANT, LandUses, is_vacant, load_land_uses
from tests.stores import DATA_FOLDER

USES = LandUses({"VAC": VACANT, "PARK": "park", "SFR": "residential"})


def test_a_code_is_read_in_any_case_and_an_unknown_one_is_not_known() -> None:
    given = pa.array(["vac", "PARK", "Sfr", "XYZ", None, ""])
    assert USES.read(given).to_pylist() == [VACANT, "park", "residential", None, None, None]


@pytest.mark.parametrize(
    ("use", "cents", "vacant"),
    [
        (VACANT, 5_000, True),
        (VACANT, None, True),
        ("park", 0, False),
        ("residential", 0, True),
        ("residential", 100, False),
        ("commercial", None, None),
        (None, 0, True),
        (None, 100, False),
        (None, None, None),
    ],
)
def test_a_lot_is_vacant_by_its_use_or_else_by_what_stands_on_it(
    use: str | None, cents: int | None, *, vacant: bool | None
) -> None:
    found = is_vacant(pa.array([use], pa.string()), pa.array([cents], pa.int64()))
    assert found.to_pylist() == [vacant]


def test_the_table_of_land_uses_gives_only_codes_of_ours() -> None:
    uses = load_land_uses(DATA_FOLDER / "codes")
    assert uses.read(pa.array(["VACANT", "park"])).null_count < 2
