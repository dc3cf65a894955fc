"""The tables. Import them from their modules; importing this package registers them all."""

from landtrust.model import changes, parcels, places, roll, snapshots
from landtrust.model.declarative import Record

__all__ = ["Record", "changes", "parcels", "places", "roll", "snapshots"]
