"""What SQLite cannot do by itself and filters ask for, done by Python.

Who opens a connection adds them to it; none of them can fail or read anything.
"""

import math
import sqlite3
from collections.abc import Callable
from typing import Any

from landtrust.domain.filtering.evaluation import power
from landtrust.domain.filtering.folding import without_accents, without_case

_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "casei": (1, without_case),
    "accenti": (1, without_accents),
    "ceil": (1, math.ceil),
    "floor": (1, math.floor),
    "trunc": (1, math.trunc),
    "power": (2, power),
}


def name_of(function: str) -> str:
    """What a function is called in statements."""
    return f"landtrust_{function}"


def add_functions(connection: sqlite3.Connection) -> None:
    """Let statements on this connection call them."""
    for name, (arguments, function) in _FUNCTIONS.items():
        connection.create_function(
            name_of(name), arguments, _for_known(function), deterministic=True
        )


def _for_known(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for values that are there and finite; else the result is missing."""

    def called(*given: Any) -> Any:  # noqa: ANN401 - what SQLite hands over
        if None in given or any(isinstance(one, float) and math.isinf(one) for one in given):
            return None
        found = function(*given)
        return float(found) if isinstance(found, int) else found

    return called
