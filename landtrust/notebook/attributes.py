"""What a frame says of itself in ``attrs``: meanings, units, codes, sources, how to cite it.

Plain texts, numbers, lists and dicts, so that whatever keeps a frame can keep them too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from landtrust.domain.filtering.values import Quality
from landtrust.exports.properties import MEANINGS, UNITS
from landtrust.exports.releases.sources import CENSUS, book_entry
from landtrust.exports.snapshot_notes import SnapshotNote
from landtrust.notebook.door import HOLDINGS
from landtrust.notebook.frames import CODE_COLUMNS
from landtrust.queries.visibility import Tier
from landtrust.sources.codes import MapClasses

_OUTLINE = "Outline, longitude and latitude, to seven decimals; it is no survey."
_BOOK = book_entry("the trust", None)
_NOT_STATED = "The source states no licence that we know of."


def parcel_attributes(
    columns: Iterable[str],
    notes: Sequence[SnapshotNote],
    filters: Mapping[str, str],
    classes: MapClasses,
) -> dict[str, Any]:
    """What parcels say of their columns and sources.

    Args:
        columns: Of the frame.
        notes: The loads that the parcels are of.
        filters: What was asked, as addresses say it.
        classes: The code lists.
    """
    names = list(columns)
    return {
        "meanings": {name: MEANINGS.get(name, _OUTLINE) for name in names},
        "units": _units(names),
        "codes": {name: {one.code: str(one.label) for one in classes.of(name)}
                  for name in CODE_COLUMNS},
        "filter": dict(filters),
        "snapshots": [one.model_dump() for one in notes],
        "licences": _licences(notes),
        "invented": any(one.invented for one in notes),
    }  # fmt: skip


def feature_attributes(
    collection: str, qualities: Mapping[str, Quality], notes: Sequence[SnapshotNote]
) -> dict[str, Any]:
    """What features say of their columns and sources.

    Args:
        collection: Which features.
        qualities: What they say by name.
        notes: The loads whose parcels they are made of, or count.
    """
    meanings = {one.name: str(one.title) for one in qualities.values()}
    own = _BOOK if collection == HOLDINGS else CENSUS
    return {
        "meanings": {"id": "Its name in addresses.", **meanings},
        "units": _units(meanings),
        "snapshots": [one.model_dump() for one in notes],
        "licences": {own.title: own.licence, **_licences(notes)},
        "invented": any(one.invented for one in notes),
    }


def whereabouts(address: str, tier: Tier, citation: str) -> dict[str, Any]:
    """Where a frame is from, whose eyes it is for, and how to cite it."""
    return {"address": address, "tier": tier.name.lower(), "citation": citation}


def parcel_citation(notes: Sequence[SnapshotNote], address: str) -> str:
    """How a paper cites these parcels: each source, its day and its fingerprint.

    >>> parcel_citation([], "https://land.example/parcels.parquet")
    'Landtrust: parcels. https://land.example/parcels.parquet'
    >>> parcel_citation([], "sqlite:///town.db")
    'Landtrust: parcels.'
    """
    sources = "".join(f" {_cited(one)}" for one in notes)
    return f"Landtrust: parcels.{sources}{_where(address)}"


def feature_citation(what: str, day: str, address: str) -> str:
    """How a paper cites features that no load decides alone.

    >>> feature_citation("counties", "2026-11-26", "https://land.example/ogc")
    'Landtrust: counties, as of 2026-11-26. https://land.example/ogc'
    """
    return f"Landtrust: {what}, as of {day}.{_where(address)}"


def _where(address: str) -> str:
    """The address of a site; a database lies where no reader of a paper can look it up."""
    return f" {address}" if address.startswith(("http://", "https://")) else ""


def _cited(note: SnapshotNote) -> str:
    publisher = f"{note.publisher}: " if note.publisher else ""
    made_up = ", invented" if note.invented else ""
    return (
        f"{publisher}{note.title} ({note.county} County, {note.state}{made_up}), "
        f"retrieved {note.retrieved[:10]}, SHA-256 {note.sha256}."
    )


def _units(names: Iterable[str]) -> dict[str, str]:
    return {name: UNITS[name] for name in names if name in UNITS}


def _licences(notes: Iterable[SnapshotNote]) -> dict[str, str]:
    """The terms of each source, by its title."""
    return {one.title: one.licence or _NOT_STATED for one in notes}
