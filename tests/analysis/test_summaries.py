"""The numbers of counties and regions, against those that pandas finds in whole exports."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely.affinity import translate
from sqlalchemy import Connection, Engine

from landtrust.analysis import concentration
from landtrust.analysis.summaries import SummaryRow, region_summaries, summary_years
from landtrust.domain.crs import SQM_PER_ACRE
from landtrust.exports.properties import parcel_properties
from landtrust.exports.summary_files import SUMMARY_COLUMNS, SUMMARY_MEASURES, summary_table
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.filters import EVERYTHING
from landtrust.queries.snapshots import all_snapshots, parcel_snapshots
from landtrust.queries.then import Then
from landtrust.queries.visibility import Tier
from tests.shelves import Shelf
from tests.stores import (
    HINDS,
    RANKIN,
    Feature,
    load,
    mapped,
    square,
    statements_sent,
    write_parcels,
)

SOURCE = mapped(
    "parcel_number=NO", "owner_line_1=OWNER", "improvement_value=BUILT", "total_value=VALUE",
    "roll_year=YEAR",
)  # fmt: skip
OWNERS = (
    "ALPHA LLC", "ALPHA, LLC.", "SAMPLETON MARIGOLD", "SAMPLETON MARIGOLD EST OF",
    "JACKSON CITY OF", "STATE OF MISSISSIPPI", "BETA M B CHURCH", None,
)  # fmt: skip
_EAST = 0.35
"""Degrees from the lots of Hinds County to those of Rankin."""


def _lots(county: str, year: int, numbers: range) -> list[Feature]:
    dice = np.random.default_rng(year)
    found: list[Feature] = []
    for number in numbers:
        lot = square(number % 8, row=number // 8, size=float(dice.choice((0.0002, 0.0004))))
        if county == RANKIN:
            lot = translate(lot, _EAST)
        built = int(dice.choice((0, 5_000)))
        owner = OWNERS[int(dice.integers(len(OWNERS)))]
        row = {
            "NO": str(number),
            "OWNER": owner,
            "BUILT": built,
            "VALUE": built + 900,
            "YEAR": year,
        }
        found.append((lot, row))
    return found


@pytest.fixture(scope="module")
def told(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Hinds in 2023 and 2026, Rankin in 2024, nothing in 2025: some lots are new, some gone."""
    folder = tmp_path_factory.mktemp("summaries")
    with shelf.opened_copy(store_template) as engine:
        for county, year, numbers in (
            (HINDS, 2023, range(40)), (RANKIN, 2024, range(30)), (HINDS, 2026, range(5, 48)),
        ):  # fmt: skip
            path = write_parcels(folder / f"{county}-{year}.geojson", _lots(county, year, numbers))
            load(engine, path, SOURCE, county_fips=county)
        yield engine


@pytest.fixture(scope="module")
def rows(told: Engine) -> list[SummaryRow]:
    """Every number, of owners however few they are."""
    with pytest.MonkeyPatch.context() as patched, told.connect() as connection:
        patched.setattr(concentration, "LEAST_OWNERS", 2)
        return region_summaries(connection)


def _export(connection: Connection, then: Then, tier: Tier = Tier.PUBLIC) -> pd.DataFrame:
    by_id = {one.id: one for one in all_snapshots(connection)}
    with ChosenParcels(EVERYTHING, tier, then).stream(connection, by_id) as batches:
        said = [parcel_properties(row) for batch in batches for row in batch]
    return pd.DataFrame(said).astype({"vacant": object})


def _exports(engine: Engine, tier: Tier = Tier.PUBLIC) -> dict[int, pd.DataFrame]:
    with engine.connect() as connection:
        years = summary_years(all_snapshots(connection), parcel_snapshots(connection))
        return {one.year: _export(connection, one.then, tier) for one in years}


def _values(rows: list[SummaryRow], key: str, year: int, measure: str) -> dict[str, float]:
    return {
        one.class_: one.value
        for one in rows
        if (one.place.key, one.year, one.measure) == (key, year, measure) and one.value
    }


def _of(parcels: pd.DataFrame, key: str) -> pd.DataFrame:
    return (
        parcels if key in ("everywhere", "jackson-metro") else parcels[parcels.county_fips == key]
    )


@pytest.mark.parametrize("key", ["everywhere", "jackson-metro", HINDS, RANKIN])
def test_parcels_and_acres_are_what_pandas_finds_in_an_export(
    told: Engine, rows: list[SummaryRow], key: str
) -> None:
    for year, everything in _exports(told).items():
        parcels = _of(everything, key)
        if parcels.empty:
            assert not [one for one in rows if (one.place.key, one.year) == (key, year)]
            continue
        vacancy = parcels.vacant.map({True: "yes", False: "no", None: "unknown"})
        for name, of in (("owner_kind", parcels.owner_kind), ("vacancy", vacancy)):
            counts: dict[Any, Any] = of.value_counts().to_dict()
            areas = (parcels.groupby(of).area_sqm.sum() / SQM_PER_ACRE).round(4).to_dict()
            counts["all"] = len(parcels)
            assert _values(rows, key, year, f"parcels_by_{name}") == counts
            areas["all"] = round(parcels.area_sqm.sum() / SQM_PER_ACRE, 4)
            acres = _values(rows, key, year, f"acres_by_{name}")
            assert acres == pytest.approx(areas, abs=1e-4)


@pytest.mark.parametrize("key", ["everywhere", HINDS, RANKIN])
def test_changes_are_what_pandas_finds_between_two_exports(
    told: Engine, rows: list[SummaryRow], key: str
) -> None:
    exports = _exports(told)
    for year in (2024, 2025, 2026):
        before, now = (_of(exports[one], key).set_index("parcel_id") for one in (year - 1, year))
        both = set(before.county_fips) & set(now.county_fips)
        before, now = (one[one.county_fips.isin(both)] for one in (before, now))
        assert _values(rows, key, year, "parcels_added").get("all", 0) == len(
            now.index.difference(before.index)
        )
        assert _values(rows, key, year, "parcels_gone").get("all", 0) == len(
            before.index.difference(now.index)
        )
        same = now.join(before.owner_kind.rename("was"), how="inner")
        changed = same[same.was != same.owner_kind]
        classes = changed.was + ">" + changed.owner_kind
        found = _values(rows, key, year, "parcels_to_other_owner_kind")
        assert found == classes.value_counts().to_dict()
        acres = _values(rows, key, year, "acres_to_other_owner_kind")
        sums = (changed.groupby(classes).area_sqm.sum() / SQM_PER_ACRE).to_dict()
        assert acres == pytest.approx(sums, abs=1e-4)


def test_owners_are_told_apart_by_their_words(told: Engine, rows: list[SummaryRow]) -> None:
    """ALPHA LLC is one owner however it is written; a person's lots are counted, not named."""
    parcels = _exports(told, Tier.STEWARD)[2026]
    named = parcels[parcels.owner_name.notna()]
    owners = named.owner_name.str.replace("[,.]", "", regex=True)
    shares = named.groupby(owners).area_sqm.sum() / named.area_sqm.sum()
    assert _values(rows, "everywhere", 2026, "owners")["all"] == owners.nunique()
    hhi = _values(rows, "everywhere", 2026, "hhi_of_acres")["all"]
    assert hhi == pytest.approx((shares**2).sum(), abs=1e-5)
    private = ~named.owner_kind.str.startswith("government_")
    few = _values(rows, "everywhere", 2026, "owners")["without_governments"]
    assert few == owners[private].nunique()


def test_the_counties_of_a_region_add_up_to_it(rows: list[SummaryRow]) -> None:
    totals: dict[tuple[Any, ...], float] = {}
    for one in rows:
        adds_up = one.unit in ("parcels", "acres")
        if one.place.type == "county" and adds_up:
            key = (one.year, one.measure, one.class_)
            totals[key] = totals.get(key, 0) + one.value
    for place in ("everywhere", "jackson-metro"):
        for one in rows:
            if one.place.key == place and one.unit in ("parcels", "acres"):
                key = (one.year, one.measure, one.class_)
                assert one.value == pytest.approx(totals[key], abs=2e-4)


def test_nothing_is_said_of_few_owners_and_nobody_is_named(told: Engine) -> None:
    with told.connect() as connection, statements_sent(told) as sent:
        found = region_summaries(connection)
    # Of the land once where it is another, of what is held every year; and four for the rest.
    assert len([one for one, _ in sent if not one.startswith("BEGIN")]) == 3 + 2 * 4 + 4
    assert not [one for one in found if "share" in one.unit or one.measure == "owners"]
    table = summary_table(found)
    assert table.column_names == [one.name for one in SUMMARY_COLUMNS]
    text = table.to_pandas().to_csv()
    assert "SAMPLETON" not in text
    assert "estate" not in text


def test_every_measure_is_in_the_dictionary_with_its_unit(rows: list[SummaryRow]) -> None:
    units = {one.name: one.unit for one in SUMMARY_MEASURES}
    assert {(one.measure, one.unit) for one in rows} <= set(units.items())


def test_where_nothing_is_loaded_there_is_no_number(store: Engine) -> None:
    with store.connect() as connection:
        assert region_summaries(connection) == []
