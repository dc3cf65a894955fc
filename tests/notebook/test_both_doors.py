import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import landtrust
from landtrust.errors import InvalidInput
from landtrust.exports.releases.sources import CENSUS
from landtrust.notebook.trust import Trust
from tests.seeded import LOTS
from tests.web.held_town import BOUGHT, LEASED, SECOND, SOLD, SPLIT

OWN = ("address", "citation")
"""What each door says of itself alone."""

FILTERS: list[dict[str, Any]] = [
    {},
    {"county": "28049"},
    {"county": ["28121", "28049"], "vacant": True},
    {"region": "far-side"},
    {"bbox": (-90.3, 32.2, -90.1, 32.4)},
    {"near": (-90.21, 32.30), "radius_m": 25},
    {"owner_kind": ["business", "church"], "min_value": 1},
    {"land_use": "unknown"},
    {"vacant": False, "max_acres": 1},
    {"held": "common"},
    {"held": "other", "text": "example"},
    {"changed_since": date(2026, 11, 1)},
    {"tax": "forfeited"},
    {"snapshot": 2, "vacant": True},
    {"as_of": "2026-11-25", "county": "28121"},
    {"as_of": date(2026, 11, 25), "held": "common"},
]


def _alike(attrs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attrs.items() if name not in OWN}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_both_doors_find_the_same_parcels(
    by_site: Trust, by_database: Trust, filters: dict[str, Any]
) -> None:
    site, database = by_site.parcels(**filters), by_database.parcels(**filters)
    assert_geodataframe_equal(site, database, check_crs=True)
    assert site.attrs.keys() == database.attrs.keys()
    assert _alike(site.attrs) == _alike(database.attrs)
    assert by_site.count(**filters) == by_database.count(**filters) == len(site)


_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "county": st.lists(st.sampled_from(["28049", "28121", "28089"]), min_size=1, max_size=2),
        "owner_kind": st.sampled_from(sorted({lot.kind for lot in LOTS})),
        "vacant": st.sampled_from([True, False, "unknown"]),
        "min_value": st.integers(0, 60_000),
        "max_acres": st.floats(0, 1, allow_subnormal=False).map(lambda one: round(one, 6)),
    },
)


@given(_VALUES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_both_doors_answer_the_same(
    by_site: Trust, by_database: Trust, filters: dict[str, Any]
) -> None:
    assert_geodataframe_equal(by_site.parcels(**filters), by_database.parcels(**filters))


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("county", {"county": "Hinds"}),
    ("county", {"county": "99999"}),
    ("region", {"region": "nowhere"}),
    ("vacant", {"vacant": "perhaps"}),
    ("owner_kind", {"owner_kind": "estate_heirs"}),
    ("radius_m", {"near": (-90.2, 32.3), "radius_m": 50_000}),
    ("near", {"radius_m": 10}),
    ("bbox", {"bbox": (1, 2, 3)}),
    ("changed_since", {"changed_since": "soon"}),
    ("max_value", {"min_value": 10, "max_value": 1}),
    ("text", {"text": " "}),
    ("text", {"text": "a\u200bb"}),
    ("min_acres", {"min_acres": object}),
    ("min_acres", {"min_acres": float("nan")}),
    ("colour", {"colour": "red"}),
    ("as_of", {"as_of": "1999-01-01"}),
    ("as_of", {"as_of": "9999-12-31"}),
    ("as_of", {"as_of": "2026-11-25", "snapshot": 2}),
    ("snapshot", {"snapshot": 99}),
]


@pytest.mark.parametrize(("name", "filters"), WRONG, ids=str)
def test_a_wrong_value_is_refused_by_name_and_alike(
    by_site: Trust, by_database: Trust, name: str, filters: dict[str, Any]
) -> None:
    told = []
    for trust in (by_site, by_database):
        for method in (trust.parcels, trust.count, trust.map):
            with pytest.raises(InvalidInput) as refused:
                method(**filters)
            assert refused.value.fields["parameter"] == name
            told.append(refused.value.message)
    # A site writes days as its pages do.
    assert len(set(told)) == 1 or (
        name == "as_of" and re.search("January 1, 1999|December 31, 9999", "".join(told))
    )


@pytest.mark.parametrize("day", [None, BOUGHT, LEASED, "2018-01-15", SPLIT, SOLD, "1999-12-31"])
def test_both_doors_know_the_same_land_in_common_on_each_day(
    by_site: Trust, by_database: Trust, day: date | str | None
) -> None:
    site, database = by_site.holdings(as_of=day), by_database.holdings(as_of=day)
    assert_geodataframe_equal(site, database, check_crs=True)
    assert _alike(site.attrs) == _alike(database.attrs)
    wanted = day or datetime.now(UTC).date()
    assert site.attrs["as_of"] == str(wanted)
    first = site["valid_from"].dt.date.astype(str)
    assert (first <= str(wanted)).all()


def test_what_is_held_grows_day_by_day(by_database: Trust) -> None:
    before, bought, second = (
        by_database.holdings(as_of=day) for day in ("2000-01-01", BOUGHT, SECOND)
    )
    assert (len(before), len(bought), len(second)) == (0, 1, 2)
    assert list(before.columns) == list(second.columns)
    assert (before.dtypes == second.dtypes).all()
    assert bought["parcels"].tolist() == [["28049-100-1"]]
    assert second.geometry.notna().all()


def test_land_that_is_not_published_is_for_those_who_may_know_of_it(
    by_database: Trust, town_database: str
) -> None:
    with landtrust.connect(town_database, tier="organizer") as organizer:
        hidden = set(organizer.holdings()["holding"]) - set(by_database.holdings()["holding"])
        assert len(hidden) == 1
        assert organizer.holdings().attrs["tier"] == "organizer"
        assert (
            organizer.parcels()["owner_name"].notna().sum()
            > by_database.parcels()["owner_name"].notna().sum()
        )
        assert repr(organizer).endswith("with what organizers may see>")


@pytest.mark.parametrize("what", ["counties", "regions", "snapshots"])
def test_both_doors_know_the_same_places_and_loads(
    by_site: Trust, by_database: Trust, what: str
) -> None:
    site, database = (getattr(trust, what)() for trust in (by_site, by_database))
    assert len(site)
    assert_frame_equal(site, database)
    assert _alike(site.attrs) == _alike(database.attrs)


def test_a_region_names_only_the_loads_of_its_own_counties(
    by_site: Trust, by_database: Trust
) -> None:
    for trust in (by_site, by_database):
        frame = trust.parcels(region="far-side")
        assert {one["county"] for one in frame.attrs["snapshots"]} == {"Rankin"}
        assert "Hinds" not in frame.attrs["citation"]
        with pytest.raises(InvalidInput, match="nothing is loaded"):
            trust.parcels(region="far-side", as_of="2020-01-01")


@pytest.mark.parametrize("what", ["counties", "regions", "holdings"])
def test_every_frame_names_its_loads_and_their_terms(by_database: Trust, what: str) -> None:
    days = {"as_of": SECOND} if what == "holdings" else {}
    frame = getattr(by_database, what)(**days)
    own = "The book of the trust" if what == "holdings" else CENSUS.title
    assert own in frame.attrs["licences"]
    assert "Seeded town" in frame.attrs["licences"]
    counties = {one["county"] for one in frame.attrs["snapshots"]}
    assert counties == {
        "counties": {"Hinds", "Rankin"}, "regions": {"Rankin"}, "holdings": {"Hinds"}
    }[what]  # fmt: skip


def test_a_citation_names_no_place_where_only_one_machine_can_look(
    by_site: Trust, by_database: Trust
) -> None:
    for ask in (Trust.parcels, Trust.counties, Trust.holdings):
        assert ask(by_site).attrs["citation"].endswith(ask(by_site).attrs["address"])
        assert "://" not in ask(by_database).attrs["citation"]


def test_a_bad_day_is_refused_by_name(by_site: Trust) -> None:
    for day in ("soon", "", 20260101):
        with pytest.raises(InvalidInput) as refused:
            by_site.holdings(as_of=day)  # type: ignore[arg-type]
        assert refused.value.fields["parameter"] == "as_of"
