"""One parcel source as its file describes it."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from landtrust.domain.crs import named_crs
from landtrust.domain.dates import EPOCH_MILLISECONDS
from landtrust.errors import InvalidInput
from landtrust.sources.fields import ALTERNATE_SCHEMES, FIELDS, FieldKind
from landtrust.sources.names import nearest
from landtrust.sources.rules import Combination, Rule


class Protocol(StrEnum):
    """How the publisher hands the data out."""

    ARCGIS = "arcgis-rest"
    ZIP = "https-zip"
    FILE = "file"


class Coverage(StrEnum):
    """How much of the land one file of the source spans."""

    STATE = "state"
    COUNTY = "county"
    PART = "part of a county"


class Role(StrEnum):
    """What a load of the source does."""

    PARCELS = "parcels"
    """Its outlines and roll columns become parcels."""

    BRIDGE = "bridge"
    """It ties numbers of the same land to each other, and adds what else it says."""


def _known_crs(name: str) -> str:
    try:
        named_crs(name)
    except InvalidInput as problem:
        raise ValueError(problem.message) from problem
    return name


def _whole_date_format(form: str) -> str:
    if form != EPOCH_MILLISECONDS and not all(part in form for part in ("%Y", "%m", "%d")):
        msg = f"“{form}” has no four-digit year, month and day (%Y, %m, %d), and is not epoch_ms"
        raise ValueError(msg)
    return form


Sentence = Annotated[str, Field(min_length=1)]
WebAddress = Annotated[str, Field(pattern=r"^https?://\S+$")]
PackagedFile = Annotated[str, Field(pattern=r"^([a-z0-9_]+/)*[a-z0-9_]+\.geojson$")]
CountyFips = Annotated[str, Field(pattern=r"^\d{5}$")]

_COMBINES: dict[Combination, frozenset[FieldKind]] = {
    Combination.NAMED: frozenset(FieldKind),
    Combination.FIRST: frozenset(FieldKind),
    Combination.JOIN: frozenset({FieldKind.TEXT, FieldKind.IDENTIFIER}),
    Combination.SUM: frozenset({FieldKind.MONEY, FieldKind.ACRES}),
}


class Source(BaseModel):
    """A place where parcels come from, and how its columns become our fields.

    Attributes:
        key: What ``--source`` takes; also the file's name.
        urls: Where the publisher hands it out; empty where it comes by hand.
        licence: The terms, or in plain words that the publisher states none.
        credit: What a map or download of it has to say.
        crs: The coordinate system that the publisher states, for files that carry none; None
            where nobody states one.
        crs_verified: Whether somebody compared it with land on the ground.
        expected_rows: About how many rows a whole file has; None where nobody said.
        complete: Whether every parcel of the area is in it. In a list of some parcels, a parcel
            that is absent is not gone.
        county_fips: The counties it can hold; empty where any county of the state may be.
        county_field: Column with the FIPS code, for splitting a file by county; several names
            are names that it may have.
        county_name_field: The same with the county's name, where there is no code.
        places: A GeoJSON file in our data folder with the streets, waters and names of its land,
            for the map; None where there is none.
        invented: True for the sample: its people and lots do not exist.
        fields: Our names to their columns.
        alternate_numbers: Schemes of ``ALTERNATE_SCHEMES`` to their columns.
        zero_is_unknown: Our fields in which 0 means that the source does not know.
        blank_tokens: Texts that mean "nothing", besides blanks; in any case of letters.
        not_a_number: Texts in the number column of land that has no parcel number, such as ROW.
        date_formats: ``strptime`` formats of its dates, or ``epoch_ms``, in the order to try.
        columns_required: Whether each mapped column must be there, not the number alone.
        traps: What bites in this source, a sentence each.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Sentence
    publisher: Sentence
    urls: tuple[WebAddress, ...] = ()
    protocol: Protocol
    licence: Sentence
    credit: Sentence
    note: Sentence
    crs: Annotated[str, AfterValidator(_known_crs)] | None = None
    crs_verified: bool = False
    expected_rows: Annotated[int, Field(gt=0)] | None = None
    coverage: Coverage
    complete: bool = True
    county_fips: tuple[CountyFips, ...] = ()
    county_field: Rule | None = None
    county_name_field: Rule | None = None
    role: Role = Role.PARCELS
    places: PackagedFile | None = None
    invented: bool = False
    fields: dict[str, Rule]
    alternate_numbers: dict[str, Rule] = {}
    zero_is_unknown: tuple[str, ...] = ()
    blank_tokens: tuple[str, ...] = ()
    not_a_number: tuple[str, ...] = ()
    date_formats: tuple[Annotated[str, AfterValidator(_whole_date_format)], ...] = (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%m/%d/%Y",
    )
    columns_required: bool = False
    traps: tuple[Sentence, ...] = ()

    @model_validator(mode="after")
    def _names_are_ours(self) -> Self:
        problems = [
            *_unknown(self.fields, FIELDS, "fields"),
            *_unknown(self.alternate_numbers, ALTERNATE_SCHEMES, "alternate_numbers"),
            *_unknown(self.zero_is_unknown, FIELDS, "zero_is_unknown"),
            *_uncombinable(self.fields),
        ]
        if "parcel_number" not in self.fields:
            problems.append("fields.parcel_number is missing, and no parcel is without a number")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _unknown(names: Iterable[str], known: Collection[str], where: str) -> list[str]:
    return [
        f"{where}: there is no “{name}”; the nearest is {', '.join(nearest(name, known))}"
        for name in names
        if name not in known
    ]


def _uncombinable(fields: dict[str, Rule]) -> list[str]:
    return [
        f"fields.{name}: {rule.combination} is not for {FIELDS[name]}"
        for name, rule in fields.items()
        if name in FIELDS and FIELDS[name] not in _COMBINES[rule.combination]
    ]
