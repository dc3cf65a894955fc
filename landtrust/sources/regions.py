"""Named sets of counties, each with whose list it is."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from landtrust.errors import ConfigurationError
from landtrust.sources.places import CountyOutline, county_outlines

_REGIONS = Path("boundaries") / "regions.toml"


class RegionCounty(BaseModel):
    """A county of a region, with its share where the region has a threshold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fips: Annotated[str, Field(pattern=r"^\d{5}$")]
    share: Annotated[float, Field(ge=0, le=1)] | None = None


class RegionDefinition(BaseModel):
    """A region as data.

    Attributes:
        key: What addresses and filters call it.
        kind: What the counties have in common, such as ``soil``.
        note: What to know before using it.
        source: Whose list it is.
        reconstruction: True where no list was found and we put one together.
        threshold: The share at or above which a county is in; None where it is a plain list.
        counties: Its counties, in the order of the file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    kind: Annotated[str, Field(min_length=1)]
    note: str
    source: Annotated[str, Field(min_length=1)]
    reconstruction: bool = False
    threshold: Annotated[float, Field(gt=0, lt=1)] | None = None
    counties: Annotated[tuple[RegionCounty, ...], Field(min_length=1)]

    @property
    def county_fips(self) -> tuple[str, ...]:
        """The FIPS codes of its counties."""
        return tuple(county.fips for county in self.counties)

    @model_validator(mode="after")
    def _threshold_holds(self) -> Self:
        if self.threshold is None:
            return self
        below = [c.fips for c in self.counties if c.share is None or c.share < self.threshold]
        if below:
            msg = f"counties below the threshold {self.threshold} or without a share: {below}"
            raise ValueError(msg)
        return self


class _RegionsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: tuple[RegionDefinition, ...]


def region_definitions(data_folder: Path) -> tuple[RegionDefinition, ...]:
    """All regions, in the order of the file.

    Args:
        data_folder: Where ``boundaries/`` lies.

    Raises:
        ConfigurationError: The file cannot be read, or names a county that does not exist, or
            two regions share a key; the message names every problem.
    """
    path = data_folder / _REGIONS
    try:
        regions = _RegionsFile.model_validate(tomllib.loads(path.read_text("utf-8"))).regions
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as problem:
        msg = f"The regions in {path.name} cannot be read: {problem}"
        raise ConfigurationError(msg, path=str(path)) from problem
    problems = _problems(regions, county_outlines(data_folder))
    if problems:
        raise ConfigurationError(f"The regions in {path.name} cannot work:\n" + "\n".join(problems))
    return regions


def _problems(
    regions: tuple[RegionDefinition, ...], counties: tuple[CountyOutline, ...]
) -> list[str]:
    known = {county.fips for county in counties}
    keys = Counter(region.key for region in regions)
    problems = [f"{key}: {times} regions have this key" for key, times in keys.items() if times > 1]
    for region in regions:
        times = Counter(region.county_fips)
        problems += [f"{region.key}: there is no county {f}" for f in times if f not in known]
        problems += [
            f"{region.key}: county {f} is named {n} times" for f, n in times.items() if n > 1
        ]
    return problems
