"""About how large a file of parcels will be, before it is written."""

from typing import NamedTuple, Self


class Growth(NamedTuple):
    """How a file grows with its parcels.

    Attributes:
        empty_bytes: Of one with next to none: what it says of itself, and its indexes.
        parcel_bytes: What each parcel of a town adds, about.
        words_bytes: Of a packed file: what words that many parcels share take up in the end.
        half_at: With so many parcels it has half of them.
    """

    empty_bytes: int
    parcel_bytes: float
    words_bytes: int = 0
    half_at: int = 1

    def size(self, parcels: int) -> int:
        """About how large a file of so many is, in bytes.

        >>> Growth(100, 10).size(5), Growth(100, 10, 60, 5).size(5)
        (150, 180)
        """
        return round(self._fixed(parcels) + self.parcel_bytes * parcels)

    def measured(self, size_bytes: int, parcels: int) -> Self:
        """The same, as a file of the same county is.

        Args:
            size_bytes: Its size.
            parcels: How many are in it.

        >>> Growth(100, 10).measured(1100, 50).size(5)
        200
        """
        if not parcels:
            return self
        grown = max(size_bytes - self._fixed(parcels), 0)
        return self._replace(parcel_bytes=grown / parcels)

    def _fixed(self, parcels: int) -> float:
        return self.empty_bytes + self.words_bytes * parcels / (parcels + self.half_at)
