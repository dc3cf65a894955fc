"""Asks the server for one page after the other, and how long each took."""

import http.client
import re
import statistics
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from tests.benchmarks.measure import percentiles_ms
from tests.benchmarks.results import Figures


class Answers(NamedTuple):
    """Seconds that each answer took, and the rows it had; no rows where they were not counted."""

    seconds: list[float]
    rows: list[int]

    def figures(self) -> Figures:
        """Percentiles in milliseconds, and rows of an answer on average."""
        rows = {"rows": round(statistics.mean(self.rows), 1)} if self.rows else {}
        return {**percentiles_ms(self.seconds), **rows}


class Client:
    """One reader with one connection that stays open.

    Args:
        place: Host and port.
    """

    def __init__(self, place: tuple[str, int]) -> None:
        self._connection = http.client.HTTPConnection(*place, timeout=120)

    def get(self, path: str) -> bytes:
        """The whole body.

        Raises:
            RuntimeError: It was not answered with a page, or with where the page is.
        """
        self._connection.request("GET", path)
        with self._connection.getresponse() as response:
            body = response.read()
        if response.status not in (HTTPStatus.OK, HTTPStatus.SEE_OTHER):
            raise RuntimeError(f"{path} was answered with {response.status}.")
        return body

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def ask(self, paths: Sequence[str], row: re.Pattern[bytes] | None = None) -> Answers:
        """Ask for each; the first is asked once more before, without counting.

        Args:
            paths: What to ask for.
            row: What each row of an answer has once; None where rows are not counted.
        """
        # The server hangs up on who was silent for long: while the peer was asked, say.
        self._connection.close()
        self.get(paths[0])
        answers = Answers([], [])
        for path in paths:
            started = time.perf_counter()
            body = self.get(path)
            answers.seconds.append(time.perf_counter() - started)
            if row is not None:
                answers.rows.append(len(row.findall(body)))
        return answers


def call_each(calls: Sequence[Callable[[], int | None]]) -> Answers:
    """Call each, which gives its rows or None; the first is called once more before, uncounted."""
    calls[0]()
    answers = Answers([], [])
    for call in calls:
        started = time.perf_counter()
        rows = call()
        answers.seconds.append(time.perf_counter() - started)
        if rows is not None:
            answers.rows.append(rows)
    return answers
