"""``landtrust holdings``: what it says, what it stores, how it ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from landtrust.database import opened_engine
from tests.moving.stores_in_use import run
from tests.shelves import Shelf
from tests.stores import values_of

HEAD = "name,parcels,acquired_on,owners,owner_kinds,color"
GOOD, BAD = "Lot,100-1,2015-03-01,Sample Land Trust,trust,red", "Bad,1-1,2015-03-01,X,trust,"


@pytest.fixture
def address(shelf: Shelf, seeded_template: str) -> Iterator[str]:
    """The address of a town of this test's own."""
    with shelf.opened_copy(seeded_template) as engine:
        yield engine.url.render_as_string(hide_password=False)


def units(address: str) -> int:
    with opened_engine(address) as engine:
        return len(values_of(engine, "SELECT id FROM property_unit"))


def test_an_import_is_rehearsed_refused_stored_and_exported_again(
    address: str, tmp_path: Path
) -> None:
    file, out = tmp_path / "ours.csv", tmp_path / "out.csv"
    file.write_text(f"{HEAD}\n{GOOD}\n{BAD}\n")
    dry = run(address, tmp_path, "holdings", "import", str(file), "--dry-run")
    assert dry.exit_code == 0
    assert "1 would be stored, 0 there already, 1 cannot be used, of 2 rows." in dry.stdout
    assert "Columns that are not read: color." in dry.stdout
    for options in (["--strict"], ["--strict", "--dry-run"]):
        strict = run(address, tmp_path, "holdings", "import", str(file), *options)
        assert strict.exit_code == 5
        assert "line 3: cannot be used: parcels: there is no parcel “1-1”" in strict.stdout
    assert units(address) == 0
    done = run(address, tmp_path, "holdings", "import", str(file))
    assert "line 2: stored: Lot" in done.stdout
    assert "New names: Sample Land Trust." in done.stdout
    assert units(address) == 1
    exported = run(address, tmp_path, "holdings", "export", str(out))
    assert exported.stdout.startswith("1 holding is in ")
    again = run(address, tmp_path, "holdings", "import", str(out))
    assert "line 2: there already: Lot" in again.stdout
    assert run(address, tmp_path, "holdings", "export", str(out)).exit_code == 2
    public = run(address, tmp_path, "holdings", "export", str(out), "--tier", "public", "--replace")
    assert public.stdout.startswith("0 holdings")


def test_the_template_is_written_once(address: str, tmp_path: Path) -> None:
    file = tmp_path / "template.csv"
    assert run(address, tmp_path, "holdings", "template", str(file)).exit_code == 0
    assert file.read_text().startswith("name,parcels,")
    assert run(address, tmp_path, "holdings", "template", str(file)).exit_code == 2
