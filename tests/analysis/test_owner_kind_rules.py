import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from landtrust.analysis.owner_kind_rules import (
    GIVEN_NAMES_FILE,
    KINDS_FILE,
    RULES_FILE,
    WORDS_FILE,
    load_owner_kind_rules,
)
from landtrust.domain.owner_kinds import OwnerKind
from landtrust.errors import ConfigurationError

CODES = Path(__file__).resolve().parents[2] / "data" / "codes"


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    for name in (KINDS_FILE, RULES_FILE, WORDS_FILE, GIVEN_NAMES_FILE):
        shutil.copy(CODES / name, tmp_path / name)
    return tmp_path


def change(table: Path, edit: Callable[[list[list[str]]], object]) -> None:
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    edit(rows)
    with table.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)


def problems(codes: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_owner_kind_rules(codes)
    return caught.value.message


def test_the_shipped_tables_list_every_kind_and_try_rules_in_order() -> None:
    rules = load_owner_kind_rules(CODES)
    assert {code.kind for code in rules.codes} == set(OwnerKind)
    orders = [rule.order for rule in rules.rules]
    assert orders == sorted(orders)


def test_every_problem_is_named_at_once(codes: Path) -> None:
    def spoil(rows: list[list[str]]) -> None:
        rows[1][0] = "first"
        rows[2][3] = "(?=lookahead)"
        rows[3][1] = rows[4][1]

    change(codes / RULES_FILE, spoil)
    message = problems(codes)
    assert "order 'first' of life_estate is no whole number" in message
    assert "pattern of marital_note does not work" in message
    assert "is given 2 times" in message


def test_a_table_cannot_make_a_familys_name_public(codes: Path) -> None:
    change(codes / KINDS_FILE, lambda rows: rows[1].__setitem__(3, "no"))
    assert "is_natural_person of person cannot be no" in problems(codes)


def test_a_missing_kind_is_named(codes: Path) -> None:
    change(codes / KINDS_FILE, lambda rows: rows.pop(4))
    assert "lacks the kind church" in problems(codes)


def test_bad_cells_are_named_by_row(codes: Path) -> None:
    def spoil(rows: list[list[str]]) -> None:
        rows[1][2] = "martian"
        rows[2][6] = " "
        rows[3].append("more")

    change(codes / RULES_FILE, spoil)
    message = problems(codes)
    assert "row 1: 'martian' is no kind" in message
    assert "row 2: reason is empty" in message
    assert "row 3: there are 11 cells for 10 columns" in message


def test_a_missing_file_and_wrong_columns_are_named_together(codes: Path) -> None:
    (codes / RULES_FILE).unlink()
    change(codes / KINDS_FILE, lambda rows: rows[0].__setitem__(0, "sort"))
    message = problems(codes)
    assert f"{RULES_FILE} cannot be read" in message
    assert f"{KINDS_FILE} must have the columns kind, label" in message


def test_words_that_cannot_work_are_named(codes: Path) -> None:
    def spoil(rows: list[list[str]]) -> None:
        rows[1][0] = "(?=lookahead)"
        rows[2] = rows[3]
        rows[:] = [row for row in rows if row[1] != "street"]

    change(codes / WORDS_FILE, spoil)
    message = problems(codes)
    assert f"{WORDS_FILE}: (?=lookahead) does not work" in message
    assert "is given 2 times" in message
    assert "lacks words of the use street" in message


def test_a_word_of_no_use_is_named_by_row(codes: Path) -> None:
    change(codes / WORDS_FILE, lambda rows: rows[1].__setitem__(1, "rumour"))
    assert f"{WORDS_FILE} row 1: 'rumour' is no use" in problems(codes)
