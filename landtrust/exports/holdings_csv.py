"""Holdings as CSV (RFC 4180): what ``landtrust holdings import`` reads again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from landtrust.domain.holding_cells import COLUMNS
from landtrust.domain.holding_plans import HoldingPlan
from landtrust.domain.holding_texts import cells_of_plan
from landtrust.domain.sheet_cells import escaped, guarded

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"


def holdings_csv(plans: Iterable[HoldingPlan], *, plain: bool = False) -> Iterator[bytes]:
    """The file, a line for each holding; texts that a spreadsheet would compute are guarded.

    Args:
        plans: The holdings.
        plain: For programs: texts stand as they are.
    """
    cell = escaped if plain else guarded
    yield _line(COLUMNS)
    for plan in plans:
        yield _line(_texts(cells_of_plan(plan), cell))


def _texts(cells: dict[str, str], cell: Callable[[str], str]) -> Iterator[str]:
    return (cell(cells.get(column, "")) for column in COLUMNS)


def _line(texts: Iterable[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(texts)
    return written.getvalue().encode()
