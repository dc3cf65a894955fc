"""Filters by value: dollars are asked, whole cents are compared, and no row is read for a total."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Connection, Integer, column, event, select, text, values

from landtrust.domain.filtering.checking import check_filter
from landtrust.domain.filtering.evaluation import evaluate
from landtrust.domain.filtering.reading import read_filter
from landtrust.domain.filtering.tree import Expression, Literal, Property, compared, negated
from landtrust.domain.money import MOST_CENTS
from landtrust.queries.features import tables
from landtrust.queries.features.asking import Asking
from landtrust.queries.features.parcel_qualities import PARCEL_QUALITIES
from landtrust.queries.features.parcels import ParcelFeatures, dollars
from landtrust.queries.filtering.conditions import Asked, filter_condition
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.snapshots import all_snapshots

_VALUE = Property("total_value")
_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
_AMOUNTS = st.one_of(
    st.integers(-5, 10_000_000), st.integers(MOST_CENTS - 5, MOST_CENTS + 5), st.none()
)


@st.composite
def _asked_values(draw: st.DrawFn) -> tuple[list[int | None], float]:
    """Amounts in cents, and dollars that are one of them, lie close to one, or anywhere."""
    near = draw(st.integers(-3, 10_000_000))
    said = draw(
        st.one_of(
            st.just(near / 100),
            st.sampled_from((near / 100 + 0.005, near / 100 - 0.004, near * 0.01, 61234.565)),
            st.floats(-1e6, 1e6),
            st.floats(allow_nan=False, allow_infinity=False),
            st.sampled_from((MOST_CENTS / 100, -0.0, 1e13 + 1, -1e300)),
        )
    )
    around = [near - 1, near, near + 1]
    return [*around, *draw(st.lists(_AMOUNTS, max_size=5)), None], said


def _found(
    connection: Connection, expression: Expression, amounts: list[int | None]
) -> list[bool | None]:
    """What the store says of each amount."""
    numbered = values(column("place", Integer), column("cents", BigInteger))
    rows = numbered.data(list(enumerate(amounts))).cte("amounts")
    asked = Asked(
        {_VALUE.name: dollars(rows.c.cents)}, ParcelFeatures.ground, {}, {_VALUE.name: rows.c.cents}
    )
    condition = filter_condition(connection, expression, asked)
    found = connection.execute(select(condition).select_from(rows).order_by(rows.c.place))
    return [None if one is None else bool(one) for one in found.scalars()]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=_asked_values(), name=st.sampled_from(_COMPARISONS), turned=st.booleans())
def test_dollars_are_compared_with_cents_as_python_compares_them(
    seeded: Connection, case: tuple[list[int | None], float], name: str, *, turned: bool
) -> None:
    amounts, said = case
    sides = (Literal(said), _VALUE) if turned else (_VALUE, Literal(said))
    for expression in (compared(name, *sides), negated(compared(name, *sides))):
        expected = [
            evaluate(expression, {_VALUE.name: None if one is None else one / 100})
            for one in amounts
        ]
        assert _found(seeded, expression, amounts) == expected


def _features(connection: Connection) -> ParcelFeatures:
    return ParcelFeatures({one.id: one for one in all_snapshots(connection)})


def _asking(said: str, **paging: object) -> Asking:
    condition = check_filter(read_filter(said), PARCEL_QUALITIES, lambda asked: asked.geometry)
    return Asking(condition, **paging)  # type: ignore[arg-type]


def _plan(connection: Connection, ask: Callable[[], object], word: str) -> str:
    """How the first statement with a word that somebody sends is carried out."""
    sent: list[tuple[str, object]] = []

    def note(*given: object) -> None:
        sent.append((str(given[2]), given[3]))

    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[connection.dialect.name]
    statement, bound = next(one for one in sent if word in one[0])
    rows = connection.exec_driver_sql(explain + statement, bound)  # type: ignore[arg-type]
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ("owner_kind = 'church' AND total_value > 61234", "ix_parcel_facts_owner_kind_value"),
        pytest.param(
            "owner_kind = 'person' AND total_value > 61234", "ix_parcel_facts_owner_kind_value",
            marks=pytest.mark.sqlite_only("of a small town with two kinds PostgreSQL reads all"),
        ),
        ("vacant = TRUE AND total_value BETWEEN 61234 AND 66234.5", "ix_parcel_facts_vacant_value"),
        ("land_use = 'residential' AND 61234 >= total_value", "ix_parcel_facts_land_use"),
    ],
)  # fmt: skip
def test_a_total_by_kind_and_value_reads_an_index_alone(
    own_town: Connection, said: str, index: str
) -> None:
    own_town.execute(text("ANALYZE"))
    if own_town.dialect.name == "postgresql":
        # A table of one page is read through sooner than its index; can the index be used?
        for other in ("seqscan", "bitmapscan"):
            own_town.execute(text(f"SET LOCAL enable_{other} = off"))
    features = _features(own_town)
    plan = _plan(own_town, lambda: features.count(own_town, _asking(said)), "count")
    alone = {"sqlite": "USING COVERING INDEX", "postgresql": "Index Only Scan using"}
    assert f"{alone[own_town.dialect.name]} {index}" in plan
    assert "parcel_facts_pkey" not in plan


@pytest.mark.parametrize(
    "asking",
    [
        _asking("vacant = TRUE"),
        _asking("vacant = TRUE AND total_value >= 0.01"),
        _asking("vacant = TRUE AND total_value BETWEEN 1 AND 99999 AND acres > 0"),
        Asking(parcels=ParcelFilter(vacant="yes", min_value_cents=1, max_value_cents=9_999_999)),
    ],
    ids=("vacant", "valued", "measured", "listed"),
)
def test_a_page_of_many_walks_an_index_in_its_order(
    own_town: Connection, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_FEW", 0)
    own_town.execute(text("ANALYZE"))
    if own_town.dialect.name == "postgresql":
        for other in ("seqscan", "bitmapscan", "sort"):
            own_town.execute(text(f"SET LOCAL enable_{other} = off"))
    features = _features(own_town)
    plan = _plan(own_town, lambda: features.page(own_town, asking), "ORDER BY")
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    if own_town.dialect.name == "sqlite":
        assert "INDEX ix_parcel_facts_vacant (vacant=?)" in plan


@pytest.mark.parametrize(
    "said",
    ["owner_kind = 'person' AND total_value > 0.01", "vacant = TRUE AND total_value > 0.01",
     "vacant = FALSE AND total_value < 0",
     "NOT (vacant = FALSE AND total_value BETWEEN 10 AND 20000.5)",
     "vacant IS NULL OR total_value IS NULL"],
)  # fmt: skip
def test_few_that_an_index_narrows_are_the_page_and_the_total(
    seeded: Connection, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = _features(seeded)
    few = features.page(seeded, _asking(said, limit=3))
    following = features.page(seeded, _asking(said, limit=3, after=few.next_after or (0,)))
    assert few.matched == features.count(seeded, _asking(said))
    monkeypatch.setattr(tables, "_FEW", 0)
    walked = features.page(seeded, _asking(said, limit=3))
    assert (few.features, few.next_after) == (walked.features, walked.next_after)
    assert set(few.features).isdisjoint(following.features) or few.next_after is None


def test_a_page_with_all_of_them_tells_the_total(seeded: Connection) -> None:
    features = _features(seeded)
    said = "total_value >= 0 AND acres > 0"
    total = features.count(seeded, _asking(said))
    assert total > 1
    assert features.page(seeded, _asking(said, limit=total)).matched == total
    first = features.page(seeded, _asking(said, limit=total - 1))
    assert first.matched is None
    last = features.page(seeded, _asking(said, limit=total - 1, after=first.next_after))
    assert (len(last.features), last.matched) == (1, None)
    assert features.page(seeded, _asking("total_value < 0")).matched == 0
