"""Pages are made in turn, in the order in which they are asked for; a slow one holds up nobody."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest
from flask import Flask, Response
from sqlalchemy import create_engine

from landtrust.web.turns import Turns, answer_in_turn, pages_at_once

_LONG = 60.0


def _once(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.001)


class _Readers:
    """Threads that take turns, and who of them has begun, in the order in which they did."""

    def __init__(self, turns: Turns, pool: ThreadPoolExecutor) -> None:
        self._turns = turns
        self._pool = pool
        self.begun: list[str] = []

    def come(self, name: str, until: Event) -> Future[None]:
        """Let somebody come who, once it is their turn, goes on until the event."""

        def go() -> None:
            with self._turns.one():
                self.begun.append(name)
                assert until.wait(10)

        before = self._turns.waiting + len(self.begun)
        going = self._pool.submit(go)
        _once(lambda: self._turns.waiting + len(self.begun) > before)
        return going


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Eight threads, as many as a server has."""
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_one_goes_and_the_others_follow_in_the_order_in_which_they_came(
    pool: ThreadPoolExecutor,
) -> None:
    readers = _Readers(Turns(1, _LONG), pool)
    ends = [Event() for _ in "abcd"]
    going = [readers.come(name, end) for name, end in zip("abcd", ends, strict=True)]
    for end, following in zip(ends, "bcd", strict=False):
        assert following not in readers.begun
        end.set()
        _once(partial(readers.begun.__contains__, following))
    ends[-1].set()
    for one in going:
        one.result(10)
    assert readers.begun == list("abcd")


def test_as_many_go_at_once_as_are_told_to(pool: ThreadPoolExecutor) -> None:
    readers, end = _Readers(Turns(2, _LONG), pool), Event()
    going = [readers.come(name, end) for name in "abc"]
    assert readers.begun == ["a", "b"]
    end.set()
    for one in going:
        one.result(10)
    assert readers.begun == ["a", "b", "c"]


def test_whoever_loses_patience_goes_in_place_of_one_who_is_slow(pool: ThreadPoolExecutor) -> None:
    turns = Turns(1, 0.01)
    readers, slow, end = _Readers(turns, pool), Event(), Event()
    overtaken = readers.come("slow", slow)
    second = readers.come("second", end)
    _once(lambda: readers.begun == ["slow", "second"])
    # The slow one has no turn left that it could hand on.
    slow.set()
    overtaken.result(10)
    end.set()
    second.result(10)
    assert turns.waiting == 0


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns(1, _LONG)
    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError
    with turns.one():
        assert turns.waiting == 0


@pytest.mark.parametrize(("address", "pages"), [("sqlite://", 1), ("postgresql+psycopg://", 2)])
def test_two_pages_are_made_at_once_where_one_can_wait_for_a_server(
    address: str, pages: int
) -> None:
    assert pages_at_once(create_engine(address)) == pages


def test_a_page_waits_for_the_one_before_and_not_for_a_file_that_is_sent(
    pool: ThreadPoolExecutor,
) -> None:
    app, turns, end = Flask(__name__), Turns(1, _LONG), Event()

    @app.get("/page")
    def page() -> str:
        assert end.wait(10)
        return "made"

    @app.get("/file")
    def file() -> Response:
        return Response(iter(("first ", "last")))

    answer_in_turn(app, turns)
    sent = app.test_client().get("/file", buffered=False)
    asked = [pool.submit(app.test_client().get, "/page") for _ in range(2)]
    _once(lambda: turns.waiting == 1)
    assert sent.text == "first last"
    end.set()
    assert [one.result(10).text for one in asked] == ["made", "made"]
