"""An event of many parts: each is kept in memory until it holds, and all are written together.

A file of two thousand holdings is one event, and nobody else can write while it is written. A
statement for each version, and a savepoint for each row, would keep the others out for minutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert

from landtrust.model.audit import EventThing
from landtrust.model.spatial import dialect_of
from landtrust.model.versions import Thing, Version
from landtrust.services.record_book import Entry

_NUMBERS_AT_ONCE = 1_000

_Row = dict[str, Any]


@dataclass(slots=True)
class LongEntry(Entry):
    """An event that records many new things, part by part, and changes nothing that was there."""

    _numbers: Iterator[int] = field(default_factory=lambda: iter(()))
    _part: list[tuple[type[Version], _Row]] = field(default_factory=list)
    _kept: defaultdict[type[Any], list[_Row]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of the event, which an error forgets; the rest of the event stays."""
        after, about = self.after, self._about
        self.after, self._about, self._part = {}, set(), []
        try:
            yield
            self._keep(self._about - about)
            after |= self.after
            about |= self._about
        finally:
            self.after, self._about, self._part = after, about, []

    def new(self, of: type[Version], **values: object) -> int:
        """Keep something new, to be written with the whole event; its number."""
        thing_id = next(self._numbers)
        self.about(thing_id)
        self._part.append((of, {"thing_id": thing_id, **values}))
        self.after[f"{of.__tablename__} {thing_id}"] = values
        return thing_id

    def about(self, thing_id: int) -> None:
        """Put the event into the history of a thing, once it is written."""
        self._about.add(thing_id)

    def counting(
        self, of: type[Version], column: str, thing_id: int
    ) -> Sequence[Mapping[str, Any]]:
        """The versions that count and name a thing, which this part has begun."""
        return [
            _filled(of, row) for kind, row in self._part if kind is of and row[column] == thing_id
        ]

    def ended(self, of: type[Version], thing_id: int) -> dict[str, Any]:
        """Refuse: what was there before is changed in an event of its own."""
        raise NotImplementedError

    def write(self) -> None:
        """Write every part that was kept; the things come first, as all else names them."""
        for table in filter(self._kept.get, list(self._kept)):
            self.connection.execute(insert(table), self._kept[table])
        self._kept.clear()

    def _keep(self, about: Iterable[int]) -> None:
        self._kept[Thing] += [
            {"id": row["thing_id"], "kind": of.__tablename__} for of, row in self._part
        ]
        self._kept[EventThing] += [
            {"event_id": self.event_id, "thing_id": one} for one in sorted(about)
        ]
        recorded = {"recorded_from": self.moment, "event_id": self.event_id}
        for of, row in self._part:
            self._kept[of].append(_filled(of, row | recorded))


@contextmanager
def in_parts(entry: Entry) -> Iterator[LongEntry]:
    """The rest of an event as a long one; it is written when the block ends without an error."""
    numbers = _reserved(entry.connection)
    long = LongEntry(entry.connection, entry.errand, entry.event_id, entry.moment, _numbers=numbers)
    yield long
    long.write()
    entry.after |= long.after


def _reserved(connection: Connection) -> Iterator[int]:
    """Numbers of things; the book is held, so that nobody else takes any."""
    dialect = dialect_of(connection)
    while True:
        yield from dialect.reserve_ids("thing", _NUMBERS_AT_ONCE)


def _filled(of: type[Version], row: _Row) -> _Row:
    """The row with every column of its table, as one statement inserts many of them."""
    columns = of.__table__.columns  # type: ignore[attr-defined]
    return {name: row.get(name) for name in columns.keys() if name != "id"}  # noqa: SIM118
