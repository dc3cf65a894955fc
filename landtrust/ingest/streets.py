"""The streets of a county: each met once, filed under its clues, and referred to by its number."""

from collections.abc import Iterable
from functools import cached_property

import pyarrow as pa
from sqlalchemy import Connection, select

from landtrust.domain.misspellings import clues_of_name
from landtrust.domain.street_names import parse_street
from landtrust.model.spatial import dialect_of, insert_rows
from landtrust.model.streets import Street

_COLUMNS = ("id", "county_fips", "name", "place", "direction", "bare", "suffix")
_Named = tuple[str, str | None]
"""A street's name and its town."""


class CountyStreets:
    """The streets of one county, those of this load too.

    Args:
        connection: The load's transaction, which alone writes this county.
        county_fips: The county's code.
    """

    def __init__(self, connection: Connection, county_fips: str) -> None:
        """Ask nothing yet."""
        self._connection = connection
        self._county_fips = county_fips

    def ids_of(self, rows: pa.Table) -> list[int | None]:
        """The street of each row, entered where it is new; None where a row names none."""
        named = list(
            zip(
                rows.column("street_name").to_pylist(),
                rows.column("street_place").to_pylist(),
                strict=True,
            )
        )
        self._enter({one for one in named if one[0] is not None and one not in self._known})
        return [self._known.get(one) for one in named]

    @cached_property
    def _known(self) -> dict[_Named, int]:
        stored = select(Street.name, Street.place, Street.id)
        rows = self._connection.execute(stored.where(Street.county_fips == self._county_fips))
        return {(name, place): street_id for name, place, street_id in rows}

    def _enter(self, fresh: Iterable[_Named]) -> None:
        streets = sorted(fresh, key=lambda one: (one[0], one[1] or ""))
        if not streets:
            return
        ids = dialect_of(self._connection).reserve_ids("street", len(streets))
        rows, clues = [], []
        for street_id, (name, place) in zip(ids, streets, strict=True):
            parts = parse_street(name)
            direction, suffix = parts.direction or None, parts.suffix or None
            rows.append((street_id, self._county_fips, name, place, direction, parts.bare, suffix))
            clues += [(clue, street_id) for clue in clues_of_name(parts.bare)]
            self._known[name, place] = street_id
        insert_rows(self._connection, "street", _COLUMNS, rows)
        insert_rows(self._connection, "street_clue", ("clue", "street_id"), sorted(clues))
