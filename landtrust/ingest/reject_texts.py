"""The text that is kept of a row that could not be used."""

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.ingest.rows import ROLL_COLUMNS

_AS_READ = ("county_fips", "parcel_number", "other_numbers", *ROLL_COLUMNS)


def reject_texts(rows: pa.Table) -> list[str]:
    """The values of each row as JSON.

    As the file has them where the reading child rejected the row; else, where only the store
    could tell that it is of no use, as they were read.
    """
    texts: list[str | None] = rows.column("row_text").to_pylist()
    missing = rows.filter(pc.is_null(rows.column("row_text"))).select(_AS_READ)
    as_read = iter(missing.to_pylist())
    return [_as_json(next(as_read)) if text is None else text for text in texts]


def _as_json(values: dict[str, object]) -> str:
    known = {name: value for name, value in values.items() if value not in (None, [])}
    return orjson.dumps(known).decode()
