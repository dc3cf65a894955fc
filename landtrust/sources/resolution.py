"""Which of a file's columns give which of our fields."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from landtrust.errors import InvalidInput
from landtrust.sources.fields import alternate_column
from landtrust.sources.names import nearest, shown
from landtrust.sources.rules import ColumnRule, Combination
from landtrust.sources.source import Source

_SHAPEFILE_NAME_LENGTH = 10
_MANDATORY = "parcel_number"


@dataclass(frozen=True, slots=True)
class ColumnsPresent:
    """The columns of one file, found without regard to case.

    Also under the ten characters to which a shapefile cuts a name, where just one column of the
    file can be meant.
    """

    names: tuple[str, ...]
    _by_key: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the names."""
        by_key: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.names:
            by_key[name.lower()].append(name)
        object.__setattr__(self, "_by_key", dict(by_key))

    def find(self, wanted: str) -> str | None:
        """The file's own spelling of a column, or None where it has no such column.

        Raises:
            InvalidInput: Several columns differ by case alone, and none is spelled as wanted.
        """
        if wanted in self.names:
            found = wanted if self.names.count(wanted) == 1 else None
            return found or self._refuse_several(wanted)
        matches = self._by_key.get(wanted.lower(), [])
        if len(matches) > 1:
            self._refuse_several(wanted)
        return matches[0] if matches else self._find_cut(wanted)

    def _find_cut(self, wanted: str) -> str | None:
        if len(wanted) <= _SHAPEFILE_NAME_LENGTH:
            return None
        matches = self._by_key.get(wanted.lower()[:_SHAPEFILE_NAME_LENGTH], [])
        return matches[0] if len(matches) == 1 else None

    def _refuse_several(self, wanted: str) -> str:
        matches = shown(self._by_key[wanted.lower()])
        msg = f"The file has several columns “{wanted}” ({matches}); rename all but one."
        raise InvalidInput(msg, column=wanted)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A source's rules in one file's own column names.

    Attributes:
        rules: Our field, ``number_<scheme>``, ``county_fips`` or ``county_name`` to its columns;
            a field whose columns are all absent is not in it.
        notes: A sentence for each mapped column that the file does not have.
    """

    rules: dict[str, ColumnRule]
    notes: tuple[str, ...]


def resolve_rules(source: Source, columns_present: Sequence[str]) -> Resolution:
    """The rules of the source that the file can answer.

    Raises:
        InvalidInput: The column of the parcel number is not there (or, where the source asks
            for all its columns, any column); the message has the columns and the nearest names.
    """
    present = ColumnsPresent(tuple(columns_present))
    wanted = dict(_wanted_rules(source))
    found = {name: _find_rule(rule, present) for name, rule in wanted.items()}
    missing = {name: _missing(wanted[name], present) for name in wanted}
    for name, absent in missing.items():
        if absent and (source.columns_required or _must_have(name, found[name], wanted[name])):
            raise _refusal(source, name, absent, present.names)
    rules = {name: rule for name, rule in found.items() if rule is not None}
    _refuse_shared_cut(rules, wanted)
    return Resolution(rules, tuple(_notes(missing)))


def _wanted_rules(source: Source) -> Iterator[tuple[str, ColumnRule]]:
    yield from source.fields.items()
    for scheme, rule in source.alternate_numbers.items():
        yield alternate_column(scheme), rule
    for name, place in (
        ("county_fips", source.county_field),
        ("county_name", source.county_name_field),
    ):
        if place is not None:
            yield name, place


def _find_rule(rule: ColumnRule, present: ColumnsPresent) -> ColumnRule | None:
    columns = tuple(name for name in map(present.find, rule.columns) if name is not None)
    if rule.combination is Combination.NAMED:
        columns = columns[:1]
    return rule.model_copy(update={"columns": columns}) if columns else None


def _missing(rule: ColumnRule, present: ColumnsPresent) -> list[str]:
    absent = [name for name in rule.columns if present.find(name) is None]
    one_is_enough = rule.combination is Combination.NAMED and len(absent) < len(rule.columns)
    return [] if one_is_enough else absent


def _must_have(name: str, found: ColumnRule | None, wanted: ColumnRule) -> bool:
    """A number needs a column; one that is joined needs all, or it would be another number."""
    return name == _MANDATORY and (found is None or wanted.combination is Combination.JOIN)


def _refusal(
    source: Source, name: str, absent: list[str], present: tuple[str, ...]
) -> InvalidInput:
    if not present:
        return InvalidInput(
            "The rows of the file have outlines and nothing else: no column has a parcel number.",
            source=source.key,
        )
    near = ", ".join(
        dict.fromkeys(other for column in absent for other in nearest(column, present))
    )
    msg = (
        f"The file has no column {shown(absent)}, which source {source.key} names for {name}. "
        f"Its columns are {shown(present)}. The nearest to what is missing: {near}."
    )
    return InvalidInput(msg, source=source.key, field=name, missing=absent)


def _refuse_shared_cut(rules: dict[str, ColumnRule], wanted: dict[str, ColumnRule]) -> None:
    """Two long names cut to the same ten characters would read one column as two fields."""
    asked = {c.lower() for rule in wanted.values() for c in rule.columns}
    cut = Counter(n[:_SHAPEFILE_NAME_LENGTH] for n in asked if len(n) > _SHAPEFILE_NAME_LENGTH)
    for name, rule in rules.items():
        for column in rule.columns:
            if column.lower() not in asked and cut[column.lower()] > 1:
                msg = f"Column {column} could be several of the source's columns, cut; map {name}."
                raise InvalidInput(msg, column=column, field=name)


def _notes(missing: dict[str, list[str]]) -> Iterator[str]:
    for name, absent in missing.items():
        if absent:
            yield f"{name}: the file has no column {shown(absent)}."
