"""The tables. Import them from their modules; importing this package registers them all."""

from landtrust.model import (
    accounts,
    audit,
    changes,
    ownership,
    parcels,
    places,
    roll,
    snapshots,
    stewardship,
    streets,
    suggestions,
    versions,
)
from landtrust.model.declarative import Record

__all__ = [
    "Record",
    "accounts",
    "audit",
    "changes",
    "ownership",
    "parcels",
    "places",
    "roll",
    "snapshots",
    "stewardship",
    "streets",
    "suggestions",
    "versions",
]
