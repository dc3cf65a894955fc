"""The audit log as files: CSV for spreadsheets, JSON Lines for programs."""

import csv
import io
from collections.abc import Iterable, Iterator

import orjson

from landtrust.exports.spreadsheet_cells import safe_cell
from landtrust.queries.audit import AuditRow

CSV_TYPE = "text/csv; charset=utf-8"
JSON_LINES_TYPE = "application/jsonl"

_HEADINGS = ("number", "recorded_at", "person", "account", "action", "subject", "before", "after")


def audit_csv(events: Iterable[AuditRow]) -> Iterator[bytes]:
    """The log as CSV (RFC 4180), an event a line; no cell of it is a formula."""
    yield _line(_HEADINGS)
    for one in events:
        told = (_json(one.before), _json(one.after))
        yield _line(
            (
                one.id,
                one.recorded_at.isoformat(),
                one.actor,
                one.account_id,
                one.action,
                one.subject,
                *told,
            )
        )


def audit_json_lines(events: Iterable[AuditRow]) -> Iterator[bytes]:
    """The log as JSON, an event a line."""
    for one in events:
        yield orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE)


def _line(cells: Iterable[object]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(safe_cell(cell) for cell in cells)
    return written.getvalue().encode("utf-8", "replace")


def _json(told: dict[str, object]) -> str:
    return orjson.dumps(told).decode() if told else ""
