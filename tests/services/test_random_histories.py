"""What holds in every history of a trust, however it goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from landtrust.errors import LandTrustError
from landtrust.model.audit import AuditEvent
from tests.book import Book
from tests.services.histories import FIRST_DAY, Deeds, History, Listed

_SAMPLE_DAYS = [FIRST_DAY + timedelta(days=31 * months + 15) for months in (3, 17, 38)]
_LATER = date(2060, 1, 1)
_DEEDS: tuple[Callable[[Deeds], None], ...] = (
    Deeds.acquire,
    Deeds.transfer,
    Deeds.lease,
    Deeds.assign,
    Deeds.leave,
    Deeds.correct,
    Deeds.note,
    Deeds.split,
    Deeds.merge,
)


def _now(connection: Connection) -> datetime:
    return connection.execute(select(func.max(AuditEvent.recorded_at))).scalar_one()


def _try(history: History, deed: Callable[[Deeds], None], deeds: Deeds) -> None:
    """Do it, or leave everything as it was where it is refused."""
    former = replace(
        history,
        told=list(history.told),
        units=list(history.units),
        leases=dict(history.leases),
        became_others=set(history.became_others),
        bought=dict(history.bought),
        free_lots=list(history.free_lots),
    )
    try:
        with history.book.connection.begin_nested():
            deed(deeds)
    except LandTrustError:
        vars(history).update(vars(former))
        history.refused += 1


def _edges(history: History) -> list[date]:
    days = {one.day for one in history.told}
    return sorted(days | {day - timedelta(days=1) for day in days} | {_LATER})


@given(data=st.data())
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_in_every_history_shares_are_whole_any_day_is_a_replay_and_nothing_recorded_is_lost(
    own_town: Connection, data: st.DataObject
) -> None:
    with own_town.begin_nested() as example:
        _live_through(own_town, data)
        example.rollback()


def _live_through(connection: Connection, data: st.DataObject) -> None:
    book = Book(connection)
    history = History(book, [book.trust(), *(book.party(f"Party {n}") for n in range(3))])
    deeds = Deeds(history, data.draw)
    deeds.acquire()
    past: list[tuple[datetime, dict[date, Listed]]] = []
    for deed in data.draw(st.lists(st.sampled_from(_DEEDS), min_size=3, max_size=9)):
        before = history.all_versions()
        _try(history, deed, deeds)
        assert before.items() <= history.all_versions().items()
        past.append((_now(connection), {day: history.listed(day) for day in _SAMPLE_DAYS}))
    event(f"accepted: {len(past) - history.refused}")
    event(f"units: {len(history.units)}")
    for day in _edges(history):
        held = history.read(day)
        assert held == history.replayed(day)
        assert all(sum(shares.values()) == Fraction(1) for shares in held.values())
    for moment, readings in past:
        for day, reading in readings.items():
            assert history.listed(day, moment) == reading
