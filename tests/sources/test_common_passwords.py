from pathlib import Path

import pytest

from landtrust.errors import ConfigurationError
from landtrust.sources.common_passwords import common_passwords
from tests.stores import DATA_FOLDER


def test_the_list_has_more_than_the_three_thousand_that_are_asked_for() -> None:
    found = common_passwords(DATA_FOLDER)
    assert len(found) > 19_000
    assert {"password", "123456", "qwerty"} < found
    assert all(one == one.lower() for one in found)


def test_without_the_list_no_password_is_taken(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        common_passwords(tmp_path)


def test_a_list_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "common_passwords.txt").write_text("password\n123456\n", "utf-8")
    with pytest.raises(ConfigurationError, match="has 2 passwords"):
        common_passwords(tmp_path)
