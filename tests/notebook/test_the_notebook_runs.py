import json
import threading
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from werkzeug.serving import make_server

from landtrust.cli.sample_trust import tell_sample_trust
from landtrust.database import writing
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.serving import answer_of
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, PROJECT_ROOT, load

NOTEBOOK = DATA_FOLDER / "notebook" / "landtrust.ipynb"


@pytest.fixture(scope="module")
def sample_address(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the invented neighborhood is served, as ``make demo`` serves it."""
    sample = DATA_FOLDER / "sample" / "west_jackson_2026.geojson"
    with shelf.opened_copy(store_template) as engine:
        load(engine, sample, "sample_west_jackson")
        with writing(engine) as connection:
            tell_sample_trust(connection, DATA_FOLDER)
        app = create_app(Settings(state_folder=tmp_path_factory.mktemp("sample")), engine)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def _notebook(written: str) -> nbformat.NotebookNode:
    return nbformat.reads(written, 4)  # type: ignore[no-any-return, no-untyped-call] # no types


@pytest.mark.slow
@pytest.mark.sqlite_only("a notebook asks a site, whatever that has for a database")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the kernel's own libraries
def test_the_notebook_runs_from_the_first_cell_to_the_last(
    sample_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = _notebook(answer_of(f"{sample_address}/downloads/landtrust.ipynb").decode())
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = {cell.source: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    assert all(outputs.values())
    said = json.dumps(notebook)
    assert "1 county" in said
    assert "invented" in said
    assert f"{sample_address}/parcels.parquet?county=28049" in said
    maps = [one for cell in outputs.values() for one in cell if "data" in one]
    drawn = [one for one in maps if "<Map of " in one["data"]["text/plain"]]
    assert len(drawn) == 3
    assert all("landtrustFrameMap" in one["data"]["text/html"] for one in drawn)


def test_the_notebook_says_that_its_neighborhood_is_invented_and_holds_no_outputs() -> None:
    notebook = _notebook(NOTEBOOK.read_text("utf-8"))
    nbformat.validate(notebook)
    assert "is invented" in notebook.cells[0].source
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * len(code)
    assert "cooperation" not in NOTEBOOK.read_text("utf-8").lower()
