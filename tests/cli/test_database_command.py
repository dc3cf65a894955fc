import pytest
from click.testing import CliRunner

from landtrust.cli.main import landtrust
from landtrust.database import open_engine, require_current_tables
from tests.stores import digests, values_of


def test_upgrade_makes_the_tables_with_counties_and_again_changes_nothing(
    bare_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", bare_address)
    result = CliRunner().invoke(landtrust, ["database", "upgrade"], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.output == "The database is up to date.\n"
    engine = open_engine(bare_address)
    require_current_tables(engine)
    assert values_of(engine, "SELECT count(*) FROM county WHERE state = 'MS'") == [82]
    before = digests(engine)
    again = CliRunner().invoke(landtrust, ["database", "upgrade"], catch_exceptions=False)
    assert again.exit_code == 0
    assert digests(engine) == before
    engine.dispose()
