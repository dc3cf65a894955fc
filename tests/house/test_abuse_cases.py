"""Every case of the list of hostile inputs for addresses, filters, tiles, files and texts has a
test that says its id."""

import re
from pathlib import Path

import pytest

_TESTS = Path(__file__).resolve().parent.parent
_CASES = [
    *(f"P{number}" for number in range(1, 14)),
    *(f"Q{number}" for number in range(1, 9)),
    *(f"T{number}" for number in range(1, 6)),
    *(f"F{number}" for number in range(1, 4)),
    *(f"E{number}" for number in range(1, 3)),
]


@pytest.fixture(scope="module")
def written() -> str:
    """All modules of tests of hostile inputs."""
    return "\n".join(path.read_text("utf-8") for path in sorted(_TESTS.rglob("test_abuse_*.py")))


@pytest.mark.parametrize("case", _CASES)
def test_each_case_has_a_test_by_its_id(written: str, case: str) -> None:
    # By its name, or as a row of a table whose key is part of the test's id.
    assert re.search(rf'def test_{case.lower()}_|^    "{case}": \[', written, re.MULTILINE)
