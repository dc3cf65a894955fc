"""The data dictionary of a release, and its code lists, as CSV."""

from collections.abc import Iterable, Iterator

from landtrust.domain.change_kinds import CHANGE_WORDS
from landtrust.exports.releases.fields import CHANGE_KINDS, LAND_USES, MEASURES, OWNER_KINDS
from landtrust.exports.releases.listed_files import line
from landtrust.exports.releases.manifest import FieldEntry, TableEntry
from landtrust.exports.summary_files import SUMMARY_MEASURES
from landtrust.sources.codes import UNKNOWN, MapClasses

DICTIONARY = "data_dictionary.csv"
CODE_LISTS = "code_lists.csv"

_FIELDS = tuple(FieldEntry.model_fields)


def data_dictionary(tables: Iterable[TableEntry]) -> bytes:
    """Every column of every table, a line each."""
    lines = [("table", *_FIELDS)]
    lines += [
        (table.name, *(getattr(field, name) for name in _FIELDS))
        for table in tables
        for field in table.fields
    ]
    return b"".join(map(line, lines))


def code_lists(classes: MapClasses) -> bytes:
    """Every code of every list, a line each.

    Args:
        classes: Without those that the public may not know of.
    """
    return b"".join(map(line, [("list", "code", "meaning"), *listed_codes(classes)]))


def listed_codes(classes: MapClasses) -> Iterator[tuple[str, str, str]]:
    """Every code with the name of its list before it, and its meaning after it.

    Args:
        classes: Without those that the public may not know of.
    """
    for name in (OWNER_KINDS, LAND_USES):
        for one in classes.of(name):
            # What is not known of land use is an empty cell; an owner of no known kind has a code.
            if name == OWNER_KINDS or one.code != UNKNOWN:
                yield name, one.code, one.label
    for code, words in CHANGE_WORDS.items():
        yield CHANGE_KINDS, code, str(words)
    for measure in SUMMARY_MEASURES:
        yield MEASURES, measure.name, str(measure.meaning)
