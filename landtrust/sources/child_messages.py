"""What goes from the child to the parent beside the rows: descriptions, notes and errors."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from landtrust import errors
from landtrust.sources.row_source import ForeignRows

MARK = "landtrust"
OUT_OF_MEMORY = "OutOfMemory"
_METADATA_KEY = b"landtrust"
_LONGEST_FIELD = 1_000


@dataclass(frozen=True)
class Description:
    """What a file says of itself; see `ForeignRows` for the attributes."""

    columns: tuple[str, ...]
    layer: str
    crs_declared: str | None
    row_count: int | None
    notes: tuple[str, ...]
    points_only: bool


def describe(schema: pa.Schema, rows: ForeignRows) -> pa.Schema:
    """Return a schema that carries what the file says of itself in its metadata."""
    about = {
        "columns": rows.columns,
        "layer": rows.layer,
        "crs_declared": rows.crs_declared,
        "row_count": rows.row_count,
        "notes": rows.notes,
        "points_only": rows.points_only,
    }
    return schema.with_metadata({_METADATA_KEY: json.dumps(about).encode()})


def description(schema: pa.Schema) -> Description:
    """Return what `describe` put into the schema of a batch.

    Raises:
        KeyError: Nothing was put there.
    """
    about = json.loads((schema.metadata or {})[_METADATA_KEY])
    return Description(
        columns=tuple(about["columns"]),
        layer=about["layer"],
        crs_declared=about["crs_declared"],
        row_count=about["row_count"],
        notes=tuple(about["notes"]),
        points_only=about["points_only"],
    )


def tell_notes(notes: Sequence[str]) -> None:
    """Send notes to the parent; the same note may be sent again, it is kept once."""
    if notes:
        _tell({MARK: "notes", "notes": list(notes)})


def tell_error(problem: errors.LandTrustError) -> None:
    """Send an error to the parent, which raises it there."""
    fields = {name: _plain(value) for name, value in problem.fields.items()}
    _tell(
        {MARK: "error", "kind": type(problem).__name__, "message": str(problem), "fields": fields}
    )


def tell_out_of_memory() -> None:
    """Tell the parent that the memory limit was hit."""
    _tell({MARK: "error", "kind": OUT_OF_MEMORY, "message": "", "fields": {}})


def _plain(value: object) -> object:
    if isinstance(value, int | float | None):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value[:100]]
    return str(value)[:_LONGEST_FIELD]


def _tell(message: dict[str, object]) -> None:
    sys.stderr.write(json.dumps(message) + "\n")
    sys.stderr.flush()


def error_from(message: dict[str, object]) -> errors.LandTrustError | None:
    """Return the error that a message carries, or None when it carries no known one."""
    kind = getattr(errors, str(message.get("kind")), None)
    if not isinstance(kind, type) or not issubclass(kind, errors.LandTrustError):
        return None
    fields = message.get("fields")
    return kind(str(message.get("message")), **(fields if isinstance(fields, dict) else {}))
