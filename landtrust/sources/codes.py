"""The classes that maps, legends and lists are coloured and labelled by, from the data folder."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from landtrust.errors import ConfigurationError, InvalidInput
from landtrust.phrases import Phrase

FACETS = ("owner_kind", "land_use", "vacant", "value_per_acre")
"""What a map can be coloured by and a legend can count, in the order they are offered."""

UNKNOWN = "unknown"
"""The class, in every facet, of parcels whose roll does not say."""

_CLASSES = Path("codes") / "map_classes.csv"

_Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class MapClass(BaseModel):
    """One class of a facet.

    Attributes:
        facet: One of ``FACETS``.
        code: What addresses, tiles and counts call it.
        label: What people read.
        colour_light: Its colour on a light page, safe for the colour-blind.
        colour_dark: The same on a dark page.
        least: Dollars an acre from which the class begins; None outside ``value_per_acre``
            and for what is not known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    facet: Annotated[str, Field(pattern=f"^({'|'.join(FACETS)})$")]
    code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,24}$")]
    label: Annotated[str, Field(min_length=1)]
    colour_light: _Colour
    colour_dark: _Colour
    least: Annotated[float, Field(ge=0)] | None = None


@dataclass(frozen=True, slots=True)
class MapClasses:
    """Every class of every facet, in the order of the file."""

    classes: tuple[MapClass, ...]

    def of(self, facet: str) -> tuple[MapClass, ...]:
        """The classes of a facet, in the order a legend shows them.

        Raises:
            InvalidInput: There is no such facet.
        """
        if facet not in FACETS:
            msg = Phrase(
                "“%(facet)s” cannot be counted by; one of %(known)s can.",
                facet=facet[:40],
                known=", ".join(FACETS),
            )
            raise InvalidInput(msg, parameter="by")
        return tuple(one for one in self.classes if one.facet == facet)

    def codes(self, facet: str) -> frozenset[str]:
        """The codes of a facet."""
        return frozenset(one.code for one in self.of(facet))

    def without(self, facet: str, codes: Collection[str]) -> "MapClasses":
        """The same but for some codes of one facet: what a reader may not know of."""
        return MapClasses(
            tuple(one for one in self.classes if one.facet != facet or one.code not in codes)
        )

    def label(self, facet: str, code: str | None) -> str:
        """What people read for a code; None is not known. A code without a class is itself."""
        wanted = UNKNOWN if code is None else code
        return next((one.label for one in self.of(facet) if one.code == wanted), wanted)


def map_classes(data_folder: Path) -> MapClasses:
    """All classes.

    Args:
        data_folder: Where ``codes/`` lies; the door that calls knows it.

    Raises:
        ConfigurationError: The file is missing, a row is wrong, a code is there twice, a facet
            has no class for what is not known, or the values do not rise.
    """
    path = data_folder / _CLASSES
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                {name: text for name, text in row.items() if text} for row in csv.DictReader(file)
            ]
        found = MapClasses(TypeAdapter(tuple[MapClass, ...]).validate_python(rows))
    except (OSError, ValidationError) as problem:
        msg = Phrase(
            "The map classes in %(name)s cannot be read: %(problem)s",
            name=path.name,
            problem=problem,
        )
        raise ConfigurationError(msg, path=str(path)) from problem
    problems = [text for facet in FACETS for text in _problems(facet, found.of(facet))]
    if problems:
        raise ConfigurationError(f"The map classes in {path.name} cannot work: {problems}.")
    return found


def _problems(facet: str, classes: tuple[MapClass, ...]) -> list[str]:
    codes = [one.code for one in classes]
    bounds = [one.least for one in classes if one.least is not None]
    problems = []
    if len(set(codes)) < len(codes):
        problems.append(f"{facet} has a code twice")
    if UNKNOWN not in codes:
        problems.append(f"{facet} has no class “{UNKNOWN}”")
    if bounds != sorted(set(bounds)) or bounds[:1] not in ([], [0.0]):
        problems.append(f"{facet} does not rise from 0")
    return problems
