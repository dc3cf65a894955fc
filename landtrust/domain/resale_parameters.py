"""Resale formulas as they are stored: a code, and parameters that are text."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from landtrust.domain.percents import Growth, format_percent, parse_percent
from landtrust.domain.resale_formulas import (
    AppraisalFormula,
    FixedRateFormula,
    Index,
    IndexedFormula,
    ItemisedFormula,
    ResaleFormula,
    YearCount,
)
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

FORMULAS: dict[str, type[ResaleFormula]] = {
    formula.code: formula
    for formula in (AppraisalFormula, IndexedFormula, FixedRateFormula, ItemisedFormula)
}
"""The families, by the code that is stored."""

_YES_NO = {"yes": True, "no": False}


def formula_parameters(formula: ResaleFormula) -> dict[str, str]:
    """All parameters of the formula; ``formula_from_parameters`` makes it again from its code.

    >>> formula_parameters(ItemisedFormula())
    {'improvement_percent': '100', 'capped_by_appraisal': 'no', 'yearly_percent': '0'}
    """
    return {one.name: _written(getattr(formula, one.name)) for one in fields(formula)}


def formula_from_parameters(code: str, parameters: Mapping[str, str]) -> ResaleFormula:
    """The formula that a code and its parameters say. What is left out is as by default.

    Raises:
        InvalidInput: The code is unknown, a parameter is unknown, missing or cannot be read; the
            error names it as ``field``.

    >>> formula_from_parameters("appraisal", {"owner_percent": "25"}).rule()
    'The price the owner paid, plus 25% of the rise in appraised value since then.'
    """
    family = FORMULAS.get(code)
    if family is None:
        msg = Phrase(
            "“%(code)s” is not a resale formula; there are %(known)s.",
            code=code[:40],
            known=", ".join(FORMULAS),
        )
        raise InvalidInput(msg, field="code")
    known = {one.name: one.default is MISSING for one in fields(family)}
    for name in parameters:
        if name not in known:
            msg = Phrase(
                "A formula of the kind %(code)s has no “%(name)s”.", code=code, name=name[:40]
            )
            raise InvalidInput(msg, field=name)
    for name, needed in known.items():
        if needed and name not in parameters:
            msg = Phrase("A formula of the kind %(code)s needs “%(name)s”.", code=code, name=name)
            raise InvalidInput(msg, field=name)
    values: dict[str, Any] = {name: _READERS[name](text, name) for name, text in parameters.items()}
    return family(**values)


def _written(value: Decimal | bool | StrEnum) -> str:  # noqa: FBT001 - one of three kinds of value
    if isinstance(value, Decimal):
        return format_percent(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _one_of(choices: Mapping[str, object], text: str, field: str) -> object:
    if text not in choices:
        msg = Phrase("“%(text)s” is none of %(known)s.", text=text[:40], known=", ".join(choices))
        raise InvalidInput(msg, field=field)
    return choices[text]


def _read_yes_no(text: str, field: str) -> object:
    return _one_of(_YES_NO, text, field)


def _reader_of(kind: type[StrEnum]) -> Callable[[str, str], object]:
    choices = {str(member): member for member in kind}
    return lambda text, field: _one_of(choices, text, field)


_READERS: dict[str, Callable[[str, str], object]] = {
    "improvement_percent": parse_percent,
    "owner_percent": parse_percent,
    "yearly_percent": parse_percent,
    "capped_by_appraisal": _read_yes_no,
    "never_below_purchase_price": _read_yes_no,
    "index": _reader_of(Index),
    "growth": _reader_of(Growth),
    "counting": _reader_of(YearCount),
}
