import subprocess
import sys
import venv
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).resolve().parents[2]

ASK_FOR_THE_MAP = """
import importlib.metadata, pathlib, sys, tempfile
import landtrust
from landtrust.assets import data_folder, static_folder, templates_folder
from landtrust.cli.database import make_tables
from landtrust.database import open_engine
from landtrust.settings import Settings
from landtrust.web.app import create_app

package = pathlib.Path(landtrust.__file__).parent
for folder in (data_folder(), static_folder(), templates_folder()):
    assert folder.parent == package, folder
settings = Settings(state_folder=pathlib.Path(tempfile.mkdtemp()))
make_tables(open_engine(settings.database))
client = create_app(settings).test_client()
assert client.get("/").status_code == 200
assert client.get("/static/css/landtrust.css").status_code == 200
print("served from the wheel")
"""


@pytest.mark.slow
def test_the_wheel_installed_in_an_empty_environment_serves_the_map(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(build, cwd=PROJECT_ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, cwd=tmp_path, check=True, capture_output=True)
    served = subprocess.run(
        [str(python), "-I", "-c", ASK_FOR_THE_MAP],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert served.returncode == 0, served.stderr
    assert "served from the wheel" in served.stdout
