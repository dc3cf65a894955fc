"""A frame as what a map draws: a color for each row, and what is said of it as plain values."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd

from landtrust.domain.crs import LONLAT
from landtrust.errors import InvalidInput
from landtrust.maps.configuration import FACET_LABELS
from landtrust.maps.frame_map import DrawnClass, FrameLayer, FrameMap, require_drawable
from landtrust.sources.codes import UNKNOWN, MapClass, MapClasses

_MOST_NOTES = 5
_VALUE_PER_ACRE = "value_per_acre"
_IS_LEASED = "is_leased"
_LEASED = (
    DrawnClass("True", "Leased", "#088452", "#2afa8c"),
    DrawnClass("False", "Not leased", "#2c66b8", "#7fcefa"),
)
_NEW = ("#8a8a8a", "#9a9a9a")
"""The colors of a code that has no class here."""


def draw_frame(
    frame: geopandas.GeoDataFrame, color_by: str | None, classes: MapClasses, static_folder: Path
) -> FrameMap:
    """A map of every row that has an outline.

    Args:
        frame: In any coordinate system, as long as it says which.
        color_by: A facet of the site's own map; None: the kind of owner where the frame has
            that, else whether land is leased where it has that, else one color.
        classes: The code lists.
        static_folder: Where our scripts and styles lie.

    Raises:
        InvalidInput: The frame does not say where it is, cannot be colored so, or is too much.
    """
    if frame.crs is None:
        msg = "The frame does not say which coordinate system it is in: frame.set_crs(…) does."
        raise InvalidInput(msg)
    require_drawable(len(frame))
    drawn = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(LONLAT)
    facet = _facet(drawn, color_by)
    codes = _codes(drawn, facet, classes)
    named = drawn.drop(columns=drawn.geometry.name)
    layer = FrameLayer(
        outlines_lonlat=drawn.geometry.to_numpy(),
        columns=[str(name) for name in named.columns],
        rows=_rows(named),
        codes=codes,
        classes=_legend(facet, codes, classes),
        heading=str(FACET_LABELS[facet]) if facet in FACET_LABELS else f"{len(drawn):,} in all",
        notes=_notes(frame.attrs),
    )
    return FrameMap(layer, static_folder)


def _facet(frame: geopandas.GeoDataFrame, color_by: str | None) -> str | None:
    if color_by is None:
        return next((one for one in ("owner_kind", _IS_LEASED) if one in frame), None)
    if color_by not in FACET_LABELS:
        msg = f"color_by: “{color_by[:60]}” is not one of {', '.join(FACET_LABELS)}."
        raise InvalidInput(msg, parameter="color_by")
    needed = ("total_value", "acres") if color_by == _VALUE_PER_ACRE else (color_by,)
    missing = [name for name in needed if name not in frame]
    if missing:
        msg = f"color_by: the frame has no column {', '.join(missing)}."
        raise InvalidInput(msg, parameter="color_by")
    return color_by


def _codes(frame: geopandas.GeoDataFrame, facet: str | None, classes: MapClasses) -> list[str]:
    if facet is None:
        return [""] * len(frame)
    if facet == _VALUE_PER_ACRE:
        return _value_codes(frame, classes.of(facet))
    values = frame[facet].astype("object")
    if facet == "vacant":
        values = values.map({True: "yes", False: "no"})
    return [str(one) for one in values.where(values.notna(), UNKNOWN)]


def _value_codes(frame: geopandas.GeoDataFrame, classes: Sequence[MapClass]) -> list[str]:
    rising = [(one.least, one.code) for one in classes if one.least is not None]
    dollars = frame["total_value"].to_numpy(dtype=float, na_value=np.nan)
    areas = frame["acres"].to_numpy(dtype=float, na_value=np.nan)
    per_acre = np.divide(dollars, areas, out=np.full(len(frame), np.nan), where=areas > 0)
    at = np.searchsorted([least for least, _ in rising], per_acre, side="right") - 1
    return [
        UNKNOWN if np.isnan(value) or place < 0 else rising[place][1]
        for value, place in zip(per_acre, at, strict=True)
    ]


def _legend(facet: str | None, codes: Sequence[str], classes: MapClasses) -> list[DrawnClass]:
    if facet is None:
        return []
    every = _LEASED if facet == _IS_LEASED else _drawn(classes.of(facet))
    there = set(codes)
    new = sorted(there - {one.code for one in every})
    known = [one for one in every if one.code in there]
    return known + [DrawnClass(code, code, *_NEW) for code in new]


def _drawn(classes: Iterable[MapClass]) -> tuple[DrawnClass, ...]:
    return tuple(
        DrawnClass(one.code, str(one.label), one.colour_light, one.colour_dark) for one in classes
    )


def _rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = [[_plain(value) for value in frame[name]] for name in frame.columns]
    return list(zip(*columns, strict=True)) if columns else [()] * len(frame)


def _plain(value: Any) -> object:  # noqa: ANN401 - a cell may hold anything
    """What JSON can say of a cell; None is not known."""
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, list | tuple | set | np.ndarray):
        return ", ".join(map(str, value))
    if pd.isna(value):
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    return value if isinstance(value, float) else str(value)


def _notes(attrs: dict[str, Any]) -> list[str]:
    """Where the data are from, as far as the frame says."""
    snapshots = [one for one in attrs.get("snapshots", []) if isinstance(one, dict)]
    told = [
        f"{one.get('credit') or one.get('title')}, {str(one.get('retrieved'))[:10]}"
        for one in snapshots[:_MOST_NOTES]
    ]
    if len(snapshots) > _MOST_NOTES:
        told.append(f"And {len(snapshots) - _MOST_NOTES} more sources.")
    day = attrs.get("as_of") or attrs.get("filter", {}).get("as_of")
    if day:
        told.append(f"As of {day}.")
    return told
