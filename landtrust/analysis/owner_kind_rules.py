"""Reading the code lists and the rules of owner kinds, and refusing tables that cannot work."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_name_words import CUT_TO, NAME_WORD_USES, OwnerNameWords
from landtrust.domain.owner_kinds import (
    OwnerKind,
    OwnerKindCode,
    OwnerKindRule,
    OwnerText,
    RuleStrength,
)
from landtrust.errors import ConfigurationError

KINDS_FILE = "owner_kinds.csv"
RULES_FILE = "owner_kind_rules.csv"
WORDS_FILE = "owner_name_words.csv"
GIVEN_NAMES_FILE = "given_names.csv"
KIND_COLUMNS = ("kind", "label", "description", "is_natural_person")
RULE_COLUMNS = (
    "order",
    "rule",
    "kind",
    "pattern",
    "applies_to",
    "strength",
    "reason",
    "source",
    "example",
    "counter_example",
)
WORD_COLUMNS = ("words", "use", "cut_to", "sure", "source")
NAME_COLUMNS = ("name", "source")
CHOICES: Mapping[str, frozenset[str]] = {
    "kind": frozenset(OwnerKind),
    "applies_to": frozenset(OwnerText),
    "strength": frozenset(RuleStrength),
    "is_natural_person": frozenset({"yes", "no"}),
    "use": NAME_WORD_USES,
    "cut_to": CUT_TO,
    "sure": frozenset({"yes", "no"}),
}


@dataclass(frozen=True, slots=True)
class OwnerKindRules:
    """The code lists and the rules, checked.

    Attributes:
        codes: The kinds.
        rules: In the order in which they are tried.
        words: What tells that a name is surely an organization's.
    """

    codes: tuple[OwnerKindCode, ...]
    rules: tuple[OwnerKindRule, ...]
    words: OwnerNameWords


@cache
def load_owner_kind_rules(codes_folder: Path) -> OwnerKindRules:
    """Read and check the tables of owner kinds.

    Args:
        codes_folder: The folder that holds ``owner_kinds.csv``, ``owner_kind_rules.csv``,
            ``owner_name_words.csv`` and ``given_names.csv``.

    Raises:
        ConfigurationError: A table is missing or cannot work; the message lists every problem.
    """
    kind_rows, kind_problems = _read_table(codes_folder / KINDS_FILE, KIND_COLUMNS)
    rule_rows, rule_problems = _read_table(codes_folder / RULES_FILE, RULE_COLUMNS)
    word_rows, word_problems = _read_table(codes_folder / WORDS_FILE, WORD_COLUMNS)
    name_rows, name_problems = _read_table(codes_folder / GIVEN_NAMES_FILE, NAME_COLUMNS)
    problems = kind_problems + rule_problems + word_problems + name_problems
    if not problems:
        problems = [
            *_kind_list_problems(kind_rows),
            *_rule_list_problems(rule_rows),
            *_word_list_problems(word_rows),
        ]
    if problems:
        raise ConfigurationError(
            f"The owner kind tables cannot work: {'; '.join(problems)}.", problems=problems
        )
    rules = sorted((_rule(row) for row in rule_rows), key=lambda rule: rule.order)
    return OwnerKindRules(
        tuple(_code(row) for row in kind_rows),
        tuple(rules),
        OwnerNameWords.from_rows(word_rows, [row["name"] for row in name_rows]),
    )


def _read_table(path: Path, columns: tuple[str, ...]) -> tuple[list[dict[str, str]], list[str]]:
    """Give the rows of a table and what is wrong with each of its cells."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            header, *cells = [tuple(row) for row in csv.reader(lines, strict=True)] or [()]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return [], [f"{path.name} cannot be read ({error})"]
    if header != columns:
        return [], [f"{path.name} must have the columns {', '.join(columns)}"]
    problems = [
        f"{path.name} row {number}: {problem}"
        for number, row in enumerate(cells, start=1)
        for problem in _cell_problems(columns, row)
    ]
    return [dict(zip(columns, row, strict=False)) for row in cells], problems


def _cell_problems(columns: tuple[str, ...], row: tuple[str, ...]) -> Iterator[str]:
    if len(row) != len(columns):
        yield f"there are {len(row)} cells for {len(columns)} columns"
    for column, value in zip(columns, row, strict=False):
        if not value.strip():
            yield f"{column} is empty"
        elif value not in CHOICES.get(column, {value}):
            yield f"{value!r} is no {column}"


def _kind_list_problems(rows: list[dict[str, str]]) -> Iterator[str]:
    """Every kind must be listed once, and private in the table exactly when it is in code."""
    yield from _repeated("kind", (row["kind"] for row in rows), KINDS_FILE)
    listed = {row["kind"]: row["is_natural_person"] for row in rows}
    for kind in OwnerKind:
        if kind not in listed:
            yield f"{KINDS_FILE} lacks the kind {kind}"
        elif (listed[kind] == "yes") != kind.is_natural_person:
            yield f"{KINDS_FILE}: is_natural_person of {kind} cannot be {listed[kind]}"


def _rule_list_problems(rows: list[dict[str, str]]) -> Iterator[str]:
    yield from _repeated("order", (row["order"] for row in rows), RULES_FILE)
    yield from _repeated("rule", (row["rule"] for row in rows), RULES_FILE)
    for row in rows:
        if not (row["order"].isascii() and row["order"].isdigit()):
            yield f"{RULES_FILE}: the order {row['order']!r} of {row['rule']} is no whole number"
        yield from _pattern_problems(row["pattern"], f"{RULES_FILE}: the pattern of {row['rule']}")


def _word_list_problems(rows: list[dict[str, str]]) -> Iterator[str]:
    yield from _repeated("words", (f"{row['words']} ({row['use']})" for row in rows), WORDS_FILE)
    for use in sorted(NAME_WORD_USES - {row["use"] for row in rows}):
        yield f"{WORDS_FILE} lacks words of the use {use}"
    for row in rows:
        yield from _pattern_problems(row["words"], f"{WORDS_FILE}: {row['words']}")


def _pattern_problems(pattern: str, what: str) -> Iterator[str]:
    try:
        pc.match_substring_regex(pa.array(["A"]), pattern)
    except pa.ArrowInvalid as error:
        yield f"{what} does not work ({error})"


def _repeated(column: str, values: Iterable[str], file_name: str) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{file_name}: {column} {value} is given {count} times"


def _code(row: Mapping[str, str]) -> OwnerKindCode:
    return OwnerKindCode(OwnerKind(row["kind"]), row["label"], row["description"])


def _rule(row: Mapping[str, str]) -> OwnerKindRule:
    return OwnerKindRule(
        order=int(row["order"]),
        rule=row["rule"],
        kind=OwnerKind(row["kind"]),
        pattern=row["pattern"],
        applies_to=OwnerText(row["applies_to"]),
        strength=RuleStrength(row["strength"]),
        reason=row["reason"],
        source=row["source"],
        example=row["example"],
        counter_example=row["counter_example"],
    )
