"""GeoPackage, shapefile, File Geodatabase, FlatGeobuf and ESRI JSON as rows, through GDAL.

Importing this module loads GDAL: only `foreign_rows` does, after the environment is set.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyogrio
import pyogrio.raw
from pyogrio.errors import (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)

from landtrust.errors import InvalidInput
from landtrust.sources.curved_shapes import straightened
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.row_source import (
    BATCH_ROWS,
    ForeignRows,
    ScratchFolder,
    add_note,
    attribute_names,
    row_numbers,
    rows_schema,
)
from landtrust.sources.text_values import lenient_text, text_column

_PROBLEMS = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    pa.ArrowException,
    OSError,
    UnicodeDecodeError,
)
_LONGEST_REASON = 200


@dataclass
class GdalFile:
    """A file that GDAL may open.

    Attributes:
        name: The file as the user knows it.
        path: What is opened.
        driver: The one GDAL driver that is allowed.
        encoding: Encoding of its text.
        options: GDAL open options.
    """

    name: Path
    path: Path
    driver: str
    encoding: str = "utf-8"
    options: dict[str, str] = field(default_factory=dict)

    def refusal(self, problem: Exception) -> InvalidInput:
        """Return the error that says that GDAL could not read on, and why in its words."""
        said = " ".join(str(problem).replace(str(self.path), self.name.name).split())
        words = "".join(letter if letter.isprintable() else "?" for letter in said)
        return InvalidInput(
            f"{shown_name(self.name)} cannot be read: {words[:_LONGEST_REASON].rstrip('.')}.",
            file=self.name.name,
        )


def check_drivers(driver: str) -> None:
    """Make sure that GDAL knows the one driver only.

    Raises:
        RuntimeError: GDAL was loaded before its environment was set: a mistake in the program.
    """
    enabled = set(pyogrio.list_drivers())
    if "OGR_VRT" in enabled or driver not in enabled:
        raise RuntimeError(
            "GDAL was loaded with other drivers: foreign files are opened in the child process"
        )


def gdal_layers(file: GdalFile) -> dict[str, str | None]:
    """Return the geometry type of each layer by name, None for a table without geometry."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            found = pyogrio.list_layers(file.path)
        except _PROBLEMS as problem:
            raise file.refusal(problem) from problem
    return {str(name): None if kind is None else str(kind) for name, kind in found}


def open_gdal(
    file: GdalFile, layer: str, notes: list[str], scratch: ScratchFolder, shown_layer: str
) -> ForeignRows:
    """Open one layer.

    Args:
        file: The file, checked and with its environment set.
        layer: The layer's name in what is opened.
        notes: What was met so far; grows.
        scratch: Temporary files to remove at the end.
        shown_layer: The layer's name for the user.

    Raises:
        InvalidInput: GDAL cannot open it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            about = pyogrio.read_info(
                file.path, layer=layer, force_feature_count=True, **file.options
            )
        except _PROBLEMS as problem:
            raise file.refusal(problem) from problem
    if about["driver"] != file.driver:
        raise InvalidInput(f"{shown_name(file.name)} is not what its name says.")
    names = [_field_name(name, file.encoding) for name in about["fields"]]
    reader = _LayerRows(file, layer, attribute_names(names), notes)
    return ForeignRows(
        columns=reader.names,
        layer=shown_layer,
        crs_declared=about["crs"],
        row_count=None if about["features"] < 0 else int(about["features"]),
        notes=notes,
        produce=reader.batches,
        scratch=scratch,
    )


def _field_name(given: str, encoding: str) -> str:
    """Return a field's name; pyogrio hands a shapefile's over as if it were Latin-1."""
    if encoding == "utf-8" and given.isascii():
        return given
    try:
        return lenient_text(given.encode("latin-1"), encoding)[0]
    except UnicodeEncodeError:
        return given


class _LayerRows:
    """The stream of one layer turned into our batches."""

    def __init__(
        self, file: GdalFile, layer: str, names: tuple[str, ...], notes: list[str]
    ) -> None:
        self._file = file
        self._layer = layer
        self.names = names
        self._notes = notes
        self._curved = 0

    def batches(self) -> Iterator[pa.RecordBatch]:
        with warnings.catch_warnings(record=True) as met:
            warnings.simplefilter("always", RuntimeWarning)
            try:
                yield from self._read()
            except _PROBLEMS as problem:
                raise self._file.refusal(problem) from problem
            finally:
                self._note_warnings(met)

    def _read(self) -> Iterator[pa.RecordBatch]:
        first = 1
        with pyogrio.raw.open_arrow(
            self._file.path,
            layer=self._layer,
            return_fids=True,
            batch_size=BATCH_ROWS,
            use_pyarrow=True,
            datetime_as_string=True,
            **self._file.options,
        ) as (_, stream):
            kinds = [stream.schema.field(at).type for at in range(len(stream.schema))]
            for batch in stream:
                yield self._batch(first, batch)
                first += batch.num_rows
        if first == 1:
            empty = [pa.array([], type=kind) for kind in kinds]
            yield self._batch(1, pa.RecordBatch.from_arrays(empty, names=[""] * len(empty)))

    def _batch(self, first: int, batch: pa.RecordBatch) -> pa.RecordBatch:
        fids, *attributes, geometry = batch.columns
        geometry, curved = straightened(geometry.cast(pa.binary()), fids, self._straight)
        if curved:
            add_note(self._notes, "curved boundaries were made into straight segments")
        columns = [self._attribute(column) for column in attributes]
        fields = [pa.field(n, c.type) for n, c in zip(self.names, columns, strict=True)]
        numbers = row_numbers(first, batch.num_rows)
        return pa.RecordBatch.from_arrays([numbers, geometry, *columns], schema=rows_schema(fields))

    def _attribute(self, column: pa.Array) -> pa.Array:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return text_column(column, self._file.encoding, self._notes)
        return column

    def _straight(self, fids: Sequence[int]) -> dict[int, bytes]:
        _, found, shapes, _ = pyogrio.raw.read(
            self._file.path,
            layer=self._layer,
            columns=[],
            fids=list(fids),
            return_fids=True,
            **self._file.options,
        )
        return dict(zip((int(fid) for fid in found), shapes, strict=True))

    def _note_warnings(self, met: Sequence[warnings.WarningMessage]) -> None:
        for warning in met:
            said = " ".join(str(warning.message).replace(str(self._file.path), "the file").split())
            add_note(self._notes, said[:_LONGEST_REASON])
