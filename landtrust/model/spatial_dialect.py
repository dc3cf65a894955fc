"""What each kind of store does in its own way, on one open connection."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Literal

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Values = tuple[object, ...]

Edges = tuple[int, float, float, float, float]
"""A parcel's id, and its west, east, south and north edge in degrees."""

Words = tuple[int, str, str | None, str | None]
"""A parcel's id, its numbers, its address, and its owner as anyone may read it."""

Hindrance = Literal["another writes", "cannot be written", "takes too long"]

ALL_NUMBERS = (
    "SELECT p.parcel_number || coalesce(' ' || {joined}, '') "
    "FROM parcel AS p LEFT JOIN parcel_identifier AS i ON i.parcel_id = p.id "
)
"""Every number of a parcel, of every source; ``joined`` is the store's way to join texts."""


class StoreDialect(ABC):
    """One kind of store.

    Attributes:
        hidden: Beginnings of the names of tables and indexes that the model does not describe.
        among: The condition that a value is one of a bound list, without its left side.
        fills_late: Whether an empty store is filled without its indexes, built at the end.
        by_bytes: The collation that orders texts by their bytes, as every store can.
        words_key: The column of the index of words that has the parcel's id.
    """

    hidden: ClassVar[tuple[str, ...]]
    among: ClassVar[str]
    fills_late: ClassVar[bool]
    by_bytes: ClassVar[str]
    words_key: ClassVar[str]

    def __init__(self, connection: Connection) -> None:
        """Speak through this connection."""
        self.connection = connection

    @abstractmethod
    def in_own_words(self, statement: str) -> str:
        """A statement with question marks as the driver wants it."""

    @abstractmethod
    def listed(self, values: Sequence[object]) -> object:
        """Many values as the one bound parameter that ``among`` asks for."""

    @abstractmethod
    def create_indexes(self) -> None:
        """Make the index of outlines and the index of words."""

    @abstractmethod
    def drop_indexes(self) -> None:
        """Take both away again."""

    @abstractmethod
    def fill_places(self) -> None:
        """Enter all current parcels in the index of outlines, which is empty, in one go."""

    @abstractmethod
    def refresh_statistics(self) -> None:
        """Tell the planner how many rows there are of what."""

    @abstractmethod
    def insert_rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Values], *, or_leave: bool
    ) -> None:
        """Insert many rows the fastest way the store has."""

    @abstractmethod
    def reserve_ids(self, table: str, number: int) -> Sequence[int]:
        """This many rising ids of a table that no row has, nor gets from anybody else."""

    @abstractmethod
    def claim(self, county_fips: str) -> bool:
        """Claim a county for this transaction; False where another load is at it."""

    @abstractmethod
    def enter_places(self, edges: Iterable[Edges]) -> None:
        """Enter parcels, whose outlines are stored already, in the index of outlines."""

    @abstractmethod
    def restore_places(self, parcel_ids: Sequence[int]) -> None:
        """Enter parcels that are current again in the index of outlines."""

    @abstractmethod
    def move_places(self, edges: Iterable[Edges]) -> None:
        """Correct the edges of parcels in the index of outlines."""

    @abstractmethod
    def forget_places(self, parcel_ids: Sequence[int]) -> None:
        """Take parcels out of the index of outlines."""

    @abstractmethod
    def enter_words(self, words: Iterable[Words]) -> None:
        """Enter parcels in the index of words."""

    @abstractmethod
    def renew_numbers(self, parcel_ids: Sequence[int]) -> None:
        """Enter all numbers that any source has given these parcels; their other words stay."""

    @abstractmethod
    def forget_words(self, parcel_ids: Sequence[int]) -> None:
        """Take parcels out of the index of words."""

    @abstractmethod
    def empty(self, tables: Sequence[str]) -> None:
        """Take all rows out of these tables, parents given first, and out of both indexes."""

    @abstractmethod
    def continue_ids(self) -> None:
        """Let the next id of each table follow the last, after rows came in with their ids."""

    @abstractmethod
    def versions(self) -> str:
        """What the store is, and of which version."""

    @abstractmethod
    def damage(self) -> Iterator[str]:
        """What the store itself finds damaged in it, one sentence each; it reads everything."""

    @abstractmethod
    def unplaced(self) -> int:
        """How many parcels the index of outlines lacks, or has although they are not current."""

    @abstractmethod
    def hindrance(self, problem: DBAPIError) -> Hindrance | None:
        """What kept a statement from being done; None where the statement is at fault."""
