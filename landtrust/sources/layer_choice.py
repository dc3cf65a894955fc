"""Which layer of a file is meant."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name

_MAY_BE_POLYGONS = ("Polygon", "Surface", "Unknown", "GeometryCollection")
_MOST_LISTED = 20


def choose_layer(path: Path, layers: Mapping[str, str | None], wanted: str | None) -> str:
    """Return the wanted layer, or the only one that may hold polygons.

    Args:
        path: The file, for the sentences.
        layers: Geometry type of each layer by name; None for a table without geometry.
        wanted: The layer asked for; None lets the file decide.

    Raises:
        InvalidInput: There is no such layer, or several hold polygons, or none has geometry.
    """
    if wanted is not None:
        return _named_layer(path, layers, wanted)
    spatial = [name for name, kind in layers.items() if kind is not None]
    polygons = [
        name for name in spatial if str(layers[name]).find("Line") < 0 and _fits(layers[name])
    ]
    candidates = polygons or spatial
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise InvalidInput(
            f"{shown_name(path)} has no layer with geometry; its tables are {_listed(layers)}.",
            file=path.name,
        )
    raise InvalidInput(
        f"{shown_name(path)} has several layers: say which one of {_listed(candidates)}.",
        file=path.name,
        layers=candidates,
    )


def _fits(kind: str | None) -> bool:
    return kind is not None and any(word in kind for word in _MAY_BE_POLYGONS)


def _named_layer(path: Path, layers: Mapping[str, str | None], wanted: str) -> str:
    if wanted not in layers:
        near = get_close_matches(wanted, layers, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise InvalidInput(
            f"{shown_name(path)} has no layer {shown_name(wanted)}; it has {_listed(layers)}."
            f"{hint}",
            file=path.name,
            layers=list(layers),
        )
    if layers[wanted] is None:
        raise InvalidInput(
            f"The table {shown_name(wanted)} of {shown_name(path)} has no geometry.", file=path.name
        )
    return wanted


def _listed(names: Mapping[str, str | None] | Sequence[str]) -> str:
    shown = [shown_name(name) for name in names][:_MOST_LISTED]
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return (", ".join(shown) or "no layer at all") + more
