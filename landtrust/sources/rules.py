"""How one of our fields comes from a source's columns."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Combination(StrEnum):
    """What to make of several columns."""

    NAMED = "named"
    """One column, under the first of these names that the file has."""

    JOIN = "join"
    """All columns as one text, missing ones left out."""

    FIRST = "first"
    """In each row, the first column that says something."""

    SUM = "sum"
    """The sum of all columns that say something."""


_OPERATIONS = (Combination.JOIN, Combination.FIRST, Combination.SUM)


class ColumnRule(BaseModel):
    """The columns of one field and how they combine.

    Attributes:
        columns: Names as the publisher writes them; matched without regard to case.
        separator: What stands between joined values.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    combination: Combination
    columns: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    separator: str = " "

    def __str__(self) -> str:
        """As ``landtrust sources show`` prints it."""
        between = {
            Combination.NAMED: " or ",
            Combination.JOIN: f" {self.separator.strip()} ".replace("  ", " & "),
            Combination.FIRST: ", else ",
            Combination.SUM: " + ",
        }
        return between[self.combination].join(self.columns)


def _read_rule(written: object) -> object:
    """A rule from the short forms of a source file; anything else is left for pydantic to name."""
    if isinstance(written, str):
        return {"combination": Combination.NAMED, "columns": (written,)}
    if isinstance(written, list):
        return {"combination": Combination.NAMED, "columns": tuple(written)}
    if isinstance(written, Mapping):
        return _read_operation(dict(written))
    return written


def _read_operation(table: dict[str, Any]) -> dict[str, Any]:
    if "combination" in table:
        return table  # the long form, as a model is dumped
    operations = [operation for operation in _OPERATIONS if operation in table]
    if len(operations) != 1:
        msg = "a rule is a column name, a list of names, or has one of join, first and sum"
        raise ValueError(msg)
    operation = operations[0]
    rule = {"combination": operation, "columns": table.pop(operation)}
    if operation is Combination.JOIN and "with" in table:
        rule["separator"] = table.pop("with")
    return rule | table


Rule = Annotated[ColumnRule, BeforeValidator(_read_rule)]
"""A ``ColumnRule`` as a source file writes it.

``"PARNO"`` · ``["ALTPARNO", "PARCEL_ID"]`` (names the column may have) ·
``{join = ["NUM", "STREET"], with = " "}`` · ``{first = [...]}`` · ``{sum = [...]}``.
"""
