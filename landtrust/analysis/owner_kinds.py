"""Which kind of owner a roll's owner lines speak of, by a table of rules, with the reason kept.

Privacy decides every doubt: a line counts as an organization's only when a rule finds words
that organizations carry and people do not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_kind_rules import OwnerKindRules, load_owner_kind_rules
from landtrust.analysis.owner_lines import TidyLines, tidy_owner_lines
from landtrust.analysis.owner_public_names import PublicNames
from landtrust.domain.owner_kinds import (
    NATURAL_PERSON_KINDS,
    OwnerKind,
    OwnerKindRule,
    OwnerText,
)

__all__ = [
    "OwnerKindRules",
    "OwnerKinds",
    "classify_owners",
    "load_owner_kind_rules",
    "public_owner_names",
]

UNDECIDED = -1
LINE_SEPARATOR = "\x1f"
TWO_LINES = rf"(?s)^(?P<line_1>[^{LINE_SEPARATOR}]*){LINE_SEPARATOR}(?P<line_2>.*)$"

RuleNumbers = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class OwnerKinds:
    """The kinds of many owners, row by row as they were asked.

    Attributes:
        kind: Dictionary array of `OwnerKind` values; never null, ``unknown`` for empty lines.
        rule: Dictionary array of the names of the rules that decided; null where none did.
    """

    kind: pa.DictionaryArray
    rule: pa.DictionaryArray


@dataclass(frozen=True, slots=True)
class _Stage:
    """Rules next to each other that give one kind from one text: one search finds them all."""

    numbers: tuple[int, ...]
    patterns: tuple[str, ...]
    applies_to: OwnerText

    @property
    def pattern(self) -> str:
        return _either(self.patterns)


def classify_owners(line_1: pa.Array, line_2: pa.Array, rules: OwnerKindRules) -> OwnerKinds:
    """Tell the kind of every owner.

    Each distinct pair of lines is looked at once.

    Args:
        line_1: The first owner lines as the roll gives them; text, null where there is none.
        line_2: The second owner lines, as many.
        rules: The rules, see `load_owner_kind_rules`.
    """
    pairs, lines = _distinct_pairs(line_1, line_2)
    tidy = tidy_owner_lines(pc.struct_field(lines, "line_1"), pc.struct_field(lines, "line_2"))
    deciding = _deciding_rules(tidy, rules)
    return _owner_kinds(deciding[pairs.indices.to_numpy()], rules)


def public_owner_names(
    line_1: pa.Array, line_2: pa.Array, kinds: OwnerKinds, rules: OwnerKindRules
) -> pa.Array:
    """Give the owner names that everybody may read; null where a natural person may be named.

    A name is public when the rules take it for an organization's, and every piece of the raw
    line between marks that part owners is an organization's name by itself, with no words left
    over. Of a public body with other words behind it, only the body's own part is given. A
    second line is given only when it is public by itself or is nothing but fixed words, and it
    never makes a first line public that could be a person's. What follows a care-of mark is
    never given. In doubt: null.

    Most owners are people, so only the lines that the rules take for organizations' are read.

    Args:
        line_1: The first owner lines as the roll gives them; text, null where there is none.
        line_2: The second owner lines, as many.
        kinds: What `classify_owners` tells of them.
        rules: The rules, see `load_owner_kind_rules`.

    Source: who may see what, the public tier.
    """
    open_rows = np.flatnonzero(_is_public(kinds.kind).to_numpy(zero_copy_only=False))
    taken = pa.array(open_rows)
    pairs, lines = _distinct_pairs(line_1.take(taken), line_2.take(taken))

    def are_public(first: pa.Array, second: pa.Array) -> pa.BooleanArray:
        return _is_public(classify_owners(first, second, rules).kind)

    names = PublicNames(are_public, rules.words).of_pairs(
        pc.struct_field(lines, "line_1"), pc.struct_field(lines, "line_2")
    )
    places = np.full(len(line_1), UNDECIDED, dtype=np.int64)
    places[open_rows] = pairs.indices.to_numpy()
    return names.take(pa.array(places, mask=places < 0))


def _distinct_pairs(
    line_1: pa.Array, line_2: pa.Array
) -> tuple[pa.DictionaryArray, pa.StructArray]:
    """Give the pairs of lines as a dictionary, and the dictionary's lines apart again."""
    pairs = pc.binary_join_element_wise(
        _text(line_1), _text(line_2), pa.scalar(LINE_SEPARATOR, pa.large_string())
    ).dictionary_encode()
    return pairs, pc.extract_regex(pairs.dictionary, TWO_LINES)


def _is_public(kind: pa.DictionaryArray) -> pa.BooleanArray:
    private = pa.array(sorted(NATURAL_PERSON_KINDS))
    return pc.invert(pc.is_in(kind.cast(pa.string()), private))


def _text(lines: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give one array of text, without nulls and without our separator of lines."""
    whole = lines.combine_chunks() if isinstance(lines, pa.ChunkedArray) else lines
    text = pc.fill_null(whole.cast(pa.large_string()), "")
    # A line's end and no blank: an odd sign may part two owners.
    return pc.replace_substring(text, LINE_SEPARATOR, "\n")


def _column(tidy: TidyLines, applies_to: OwnerText) -> pa.Array:
    return getattr(tidy, applies_to.value)


def _stages(rules: tuple[OwnerKindRule, ...]) -> Iterator[_Stage]:
    """Join neighbours that give the same kind from the same text; the order stays."""
    numbered = enumerate(rules)
    for (_, applies_to), run in groupby(numbered, key=lambda n: (n[1].kind, n[1].applies_to)):
        members = list(run)
        yield _Stage(
            tuple(number for number, _ in members),
            tuple(rule.pattern for _, rule in members),
            applies_to,
        )


def _deciding_rules(tidy: TidyLines, rules: OwnerKindRules) -> RuleNumbers:
    """Give for each pair of lines the number of the first rule that matches, or UNDECIDED."""
    deciding = np.full(len(tidy.both), UNDECIDED, dtype=np.int16)
    open_rows = np.flatnonzero(pc.not_equal(tidy.both, "").to_numpy(zero_copy_only=False))
    for stage in _stages(rules.rules):
        text = _column(tidy, stage.applies_to).take(pa.array(open_rows))
        hit = _found(text, stage.pattern)
        deciding[open_rows[hit]] = _first_rule(text.filter(pa.array(hit)), stage)
        open_rows = open_rows[~hit]
    return deciding


def _first_rule(text: pa.Array, stage: _Stage) -> RuleNumbers:
    """Give for texts that a stage matches the number of its first matching rule."""
    first = np.full(len(text), stage.numbers[-1], dtype=np.int16)
    backwards = list(zip(stage.numbers, stage.patterns, strict=True))[-2::-1]
    for number, pattern in backwards:
        first[_found(text, pattern)] = number
    return first


def _either(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _found(text: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(text, pattern).to_numpy(
        zero_copy_only=False
    )
    return found


def _owner_kinds(deciding: RuleNumbers, rules: OwnerKindRules) -> OwnerKinds:
    kinds = list(OwnerKind)
    of_rule = [kinds.index(rule.kind) for rule in rules.rules]
    # UNDECIDED is -1, so it takes the last place of this list: unknown.
    kind_codes = np.array([*of_rule, kinds.index(OwnerKind.UNKNOWN)], dtype=np.int8)[deciding]
    names = pa.array([rule.rule for rule in rules.rules], pa.string())
    rule_codes = pa.array(deciding, mask=deciding == UNDECIDED)
    return OwnerKinds(
        pa.DictionaryArray.from_arrays(
            pa.array(kind_codes), pa.array([kind.value for kind in kinds])
        ),
        pa.DictionaryArray.from_arrays(rule_codes, names),
    )
