import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

import landtrust
from landtrust.database import open_reading
from landtrust.errors import ConfigurationError, InvalidInput, NotFound, SourceProblem
from landtrust.notebook.trust import Trust
from tests.serving import free_port

WRONG = (
    "",
    "land.example",
    "ftp://land.example",
    "file:///etc/passwd",
    "http://",
    "https://land.example/?x=1",
    "https://land.example/#top",
    "https://land .example",
    "https://…",
    "https://land.example:99999999",
    "https://ann:hunter22@land.example",
    "mysql://u:hunter22@h/d",
    "sqlite://",
    "sqlite:///:memory:",
    "http://[::1",
)


@pytest.mark.parametrize("address", WRONG)
def test_what_is_no_address_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises((InvalidInput, NotFound)) as refused:
        landtrust.connect(address)
    assert "hunter22" not in refused.value.message


def test_nothing_else_is_found_in_the_package() -> None:
    with pytest.raises(AttributeError, match="disconnect"):
        landtrust.disconnect  # noqa: B018


def test_a_command_starts_without_the_door_of_python() -> None:
    script = (
        "import sys, landtrust, landtrust.cli.main\n"
        "assert not {'geopandas', 'landtrust.notebook'} & set(sys.modules)\n"
        "assert callable(landtrust.connect)\n"
        "assert 'geopandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_without_geopandas_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, town_database: str
) -> None:
    for name in [one for one in sys.modules if one.startswith("landtrust.notebook.trust")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "geopandas", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'landtrust\[notebook\]'"):
        landtrust.connect(town_database)


@pytest.mark.parametrize("address", ["missing.db", "sqlite:///missing.db", Path("missing.db")])
def test_a_file_that_is_not_there_is_not_made(
    address: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFound, match="missing"):
        landtrust.connect(address)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "lots 100%?#.db"
    path.write_bytes(b"SQLite format 3\0 is how it begins, and then it lies." * 50)
    with pytest.raises(ConfigurationError, match="cannot be used"):
        landtrust.connect(path)
    path.unlink()
    path.touch()
    with pytest.raises(ConfigurationError, match="at revision none"):
        landtrust.connect(path)
    assert path.stat().st_size == 0


def _file_of(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


@pytest.mark.sqlite_only("a database server has no file")
def test_a_database_is_known_by_its_file_or_its_address(
    town_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file_of(town_database)
    monkeypatch.chdir(file.parent)
    for address in (town_database, str(file), file, file.name):
        with landtrust.connect(address) as trust:
            assert trust.count() == 6


@pytest.mark.sqlite_only("a database server has no file")
def test_a_database_file_is_only_read(town_database: str) -> None:
    engine = open_reading(_file_of(town_database))
    with engine.connect() as connection, pytest.raises(DBAPIError, match="readonly"):
        connection.execute(text("DELETE FROM county"))
    engine.dispose()


@pytest.mark.sqlite_only("a database server has no file")
def test_a_database_file_is_read_where_nothing_can_be_written(
    town_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests may write everywhere: what the system would say is said here.
    copied = tmp_path / "town.sqlite3"
    copied.write_bytes(_file_of(town_database).read_bytes())
    monkeypatch.setattr("landtrust.database.os.access", lambda *_: False)
    with landtrust.connect(copied) as trust:
        assert trust.count() == 6
    assert list(tmp_path.iterdir()) == [copied]


@pytest.mark.postgresql_only("SQLite has no server")
def test_a_database_server_is_known_by_the_short_address_too(town_database: str) -> None:
    with landtrust.connect(town_database.replace("+psycopg", "")) as trust:
        assert trust.count() == 6
        assert trust.address.startswith("postgresql+psycopg://")


def test_a_site_answers_the_public_alone(town_address: str, town_database: str) -> None:
    with pytest.raises(InvalidInput, match="public alone"):
        landtrust.connect(town_address, tier="steward")
    with pytest.raises(InvalidInput, match="not one of public, organizer, steward"):
        landtrust.connect(town_database, tier="everything")


def test_where_nobody_answers_the_message_says_so() -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(SourceProblem, match=f"{address} does not answer: .*refused"):
        landtrust.connect(address)


def test_a_connection_says_what_it_leads_to(by_site: Trust, town_address: str) -> None:
    assert repr(by_site) == (
        f"<Landtrust at {town_address}: 2 counties, data of 2026-11-20 to 2026-11-23, "
        "some invented>"
    )
    with landtrust.connect(f"{town_address}/") as again:
        assert again.address == town_address


def test_a_store_without_parcels_answers_too(store: Engine) -> None:
    with landtrust.connect(store.url.render_as_string(hide_password=False)) as trust:
        assert repr(trust).endswith(": nothing is loaded>")
        frame = trust.parcels()
        assert len(frame) == 0
        assert frame.attrs["snapshots"] == []
        assert len(trust.snapshots()) == 0
        assert len(trust.map()._repr_html_()) > 100_000
