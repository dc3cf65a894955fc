import pytest
from sqlalchemy import Connection

from landtrust.queries.filters import EVERYTHING, ParcelFilter, Place
from landtrust.queries.map_picks import matching_bounds, matching_ids, public_ids_at
from landtrust.queries.tile_features import ValueClasses, tile_features
from tests.seeded import LOTS, PRIVATE_PERSON, lot_id

INSIDE_FIRST = Place(-90.2099, 32.3002)
VALUES = ValueClasses((0.0, 5_000.0, 1_000_000.0), ("low", "middle", "high"))


def test_the_parcel_at_a_point_is_the_one_whose_outline_has_it(seeded: Connection) -> None:
    assert public_ids_at(seeded, INSIDE_FIRST) == (lot_id("100-1"),)


def test_nothing_is_at_a_point_in_the_street(seeded: Connection) -> None:
    assert public_ids_at(seeded, Place(-90.2099, 32.2999)) == ()


def test_a_parcel_that_is_off_the_roll_is_not_picked(seeded: Connection) -> None:
    former = next(number for number, lot in enumerate(LOTS, 1) if not lot.on_roll)
    assert former not in matching_ids(seeded, EVERYTHING)[0]


def test_matching_ids_are_those_of_the_filter(seeded: Connection) -> None:
    assert matching_ids(seeded, ParcelFilter(owner_kind=("church",))) == ((4,), True)


@pytest.mark.parametrize(("most", "told"), [(5, (5, False)), (6, (6, True)), (7, (6, True))])
def test_exactly_as_many_ids_as_may_be_told_are_all_of_them(
    seeded: Connection, most: int, told: tuple[int, bool]
) -> None:
    ids, complete = matching_ids(seeded, EVERYTHING, most=most)
    assert (len(ids), complete) == told


def test_bounds_hold_every_parcel_that_fits_in_one_statement(
    seeded: Connection, statements: list[str]
) -> None:
    found = matching_bounds(seeded, ParcelFilter(county=("28049",)))
    assert len(statements) == 1
    assert found is not None
    assert found.west < INSIDE_FIRST.lon < found.east
    assert found.south < 32.2999 < INSIDE_FIRST.lat < found.north
    assert found.east < -90.1  # the lot in the other county is not in it


def test_where_nothing_fits_there_are_no_bounds(seeded: Connection) -> None:
    assert matching_bounds(seeded, ParcelFilter(owner_kind=("railroad_utility",))) is None


def test_every_current_parcel_is_a_tile_feature_once(seeded: Connection) -> None:
    batches = list(tile_features(seeded, VALUES, batch_rows=2))
    ids = [feature.id for batch in batches for feature in batch]
    assert ids == [number for number, lot in enumerate(LOTS, 1) if lot.on_roll]
    assert max(len(batch) for batch in batches) == 2


def test_tile_features_are_read_by_one_statement(seeded: Connection, statements: list[str]) -> None:
    list(tile_features(seeded, VALUES, batch_rows=2))
    assert len(statements) == 1


def test_a_tile_feature_has_no_name(seeded: Connection) -> None:
    told = repr([feature for batch in tile_features(seeded, VALUES) for feature in batch])
    assert PRIVATE_PERSON not in told
    assert "HOLDINGS" not in told
    assert "EXAMPLE ST" not in told


def test_what_the_roll_does_not_say_stays_unsaid(seeded: Connection) -> None:
    features = {one.id: one for batch in tile_features(seeded, VALUES) for one in batch}
    assert (features[3].vacant, features[4].land_use, features[1].value_per_acre) == (None,) * 3


@pytest.mark.parametrize(
    ("cents", "code"), [(None, None), (0, "low"), (499_999, "low"), (500_000, "middle")]
)
def test_the_value_class_is_the_last_whose_bound_is_reached(
    cents: int | None, code: str | None
) -> None:
    one_acre_sqm = 4046.8564224
    assert VALUES.code(cents, one_acre_sqm) == code


def test_without_classes_there_is_no_class() -> None:
    assert ValueClasses((), ()).code(5, 1.0) is None
