"""The values of a filter as Python has them, to the texts that addresses have."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, TypedDict, TypeVar, cast

import numpy as np

from landtrust.errors import InvalidInput
from landtrust.web.query_strings import checked_value

Codes = str | Iterable[str]
Day = str | date
Numbers = str | Iterable[float]

Method = TypeVar("Method", bound=Callable[..., Any])


class Filters(TypedDict, total=False):
    """What may be asked of parcels: the names of addresses, with values as Python has them."""

    county: Codes | None
    region: str | None
    bbox: Numbers | None
    near: Numbers | None
    radius_m: float | str | None
    owner_kind: Codes | None
    land_use: Codes | None
    vacant: bool | str | None
    held: str | None
    tax: str | None
    min_value: float | str | None
    max_value: float | str | None
    min_acres: float | str | None
    max_acres: float | str | None
    changed_since: Day | None
    text: str | None
    snapshot: int | str | None
    as_of: Day | None


def spelled_out(method: Method) -> Method:
    """Let help and completion show each name of the filter that a method takes as a whole."""
    given = inspect.signature(method)
    own = [
        one for one in given.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    names = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in Filters.__annotations__.items()
    ]
    method.__signature__ = given.replace(parameters=[*own, *names])  # type: ignore[attr-defined]
    return method


def parameters_of(filters: Mapping[str, object]) -> dict[str, str]:
    """What these filters are in an address; what is None is not asked for.

    Raises:
        InvalidInput: There is no such filter, or its value is none that an address can say; the
            message names it.

    >>> parameters_of({"county": ["28049", "28089"], "vacant": True, "min_acres": 0.5})
    {'county': '28049,28089', 'vacant': 'yes', 'min_acres': '0.5'}
    >>> parameters_of({"bbox": (-90.3, 32.2, -90.1, 32.4), "changed_since": date(2026, 11, 1)})
    {'bbox': '-90.3,32.2,-90.1,32.4', 'changed_since': '2026-11-01'}
    """
    for name in filters:
        if name not in Filters.__annotations__:
            known = ", ".join(Filters.__annotations__)
            msg = f"There is no filter “{name[:40]}” here; there are: {known}."
            raise InvalidInput(msg, parameter=name[:40])
    return {name: text_of(name, value) for name, value in filters.items() if value is not None}


def text_of(name: str, value: object) -> str:
    """What a value is in an address; a list has commas between its values.

    Raises:
        InvalidInput: It is none that an address can say; the message names it.
    """
    one = isinstance(value, str) or not isinstance(value, Iterable)
    parts = [value] if one else list(cast("Iterable[object]", value))
    return checked_value(name, ",".join(_one(name, part) for part in parts))


def _one(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real) and np.isfinite(float(value)):
        return format(Decimal(repr(float(value))), "f").removesuffix(".0")
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    given = type(value).__name__
    msg = f"{name}: a value of type {given} cannot be asked for."
    raise InvalidInput(msg, parameter=name)
