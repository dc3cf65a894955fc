"""About how large a file of parcels will be, before it is written."""

from typing import NamedTuple, Self


class Growth(NamedTuple):
    """How a file grows with its parcels.

    Attributes:
        empty_bytes: Of one without any: what it says of itself.
        parcel_bytes: What the first parcel of a town adds, about.
        power: 1 where each adds as much; less where many are packed more tightly than few.
    """

    empty_bytes: int
    parcel_bytes: float
    power: float = 1.0

    def size(self, parcels: int) -> int:
        """About how large a file of so many is, in bytes.

        >>> Growth(100, 10).size(5), Growth(100, 10, 0.5).size(9)
        (150, 130)
        """
        return round(self.empty_bytes + self.parcel_bytes * parcels**self.power)

    def measured(self, size_bytes: int, parcels: int) -> Self:
        """The same, as it was with other parcels of the same county.

        >>> Growth(100, 10).measured(1100, 50).size(5)
        200
        """
        if not parcels:
            return self
        grown = max(size_bytes - self.empty_bytes, 0)
        return self._replace(parcel_bytes=grown / parcels**self.power)
