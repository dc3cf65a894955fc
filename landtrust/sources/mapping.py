"""A source made on the command line: ``--map parcel_number=COLUMN``."""

from collections.abc import Sequence

from pydantic import ValidationError

from landtrust.errors import InvalidInput
from landtrust.sources.fields import ALTERNATE_SCHEMES, FIELDS, FieldKind
from landtrust.sources.names import nearest
from landtrust.sources.source import Coverage, Protocol, Source

_PLACE_FIELDS = {"county_fips": "county_field", "county_name": "county_name_field"}
_NUMBERS = frozenset({FieldKind.MONEY, FieldKind.ACRES})


def mapping_from_options(pairs: Sequence[str]) -> Source:
    """A source for a file of an unknown schema, from its ``--map`` options.

    Args:
        pairs: ``our_name=COLUMN`` each. ``A+B`` joins the columns with a blank, or adds them
            where our field is a number. Besides our fields, ``county_fips``, ``county_name``
            and the schemes of other numbers can be mapped.

    Raises:
        InvalidInput: A pair has no ``=`` or an unknown or repeated name, or no pair gives
            parcel_number.
    """
    columns = _columns_by_name(pairs)
    try:
        return Source.model_validate(_settings(columns))
    except ValidationError as problem:
        sentences = "; ".join(error["msg"] for error in problem.errors())
        msg = f"The --map options cannot be used: {sentences}."
        raise InvalidInput(msg, map=list(pairs)) from problem


def _columns_by_name(pairs: Sequence[str]) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, written = pair.partition("=")
        name = name.strip()
        if not equals or not written.strip():
            msg = f"“--map {pair[:80]}” is not of the form our_name=COLUMN."
            raise InvalidInput(msg, map=pair)
        if name in columns:
            msg = f"“{name}” is mapped twice; join columns as {name}=A+B."
            raise InvalidInput(msg, map=pair)
        _refuse_unknown(name)
        columns[name] = [column.strip() for column in written.split("+")]
    return columns


def _refuse_unknown(name: str) -> None:
    ours = (*FIELDS, *ALTERNATE_SCHEMES, *_PLACE_FIELDS)
    if name not in ours:
        near = ", ".join(nearest(name, ours))
        msg = f"“{name[:60]}” is not one of our field names; the nearest are {near}."
        raise InvalidInput(msg, map=name)


def _settings(columns: dict[str, list[str]]) -> dict[str, object]:
    settings: dict[str, object] = {
        "key": "mapped_by_hand",
        "title": "A file whose columns are named by hand",
        "publisher": "whoever made the file",
        "protocol": Protocol.FILE,
        "licence": "As the maker of the file says.",
        "credit": "Source as named by who loaded it",
        "note": "Mapped with --map; nothing is known of its traps.",
        "coverage": Coverage.COUNTY,
        "columns_required": True,
        "fields": {name: _rule(name, columns[name]) for name in columns if name in FIELDS},
        "alternate_numbers": {
            name: _rule(name, columns[name]) for name in columns if name in ALTERNATE_SCHEMES
        },
    }
    for name, setting in _PLACE_FIELDS.items():
        if name in columns:
            settings[setting] = "+".join(columns[name])
    return settings


def _rule(name: str, columns: list[str]) -> object:
    if len(columns) == 1:
        return columns[0]
    return {"sum": columns} if FIELDS.get(name) in _NUMBERS else {"join": columns}
