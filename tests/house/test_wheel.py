import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT_ROOT = Path(__file__).resolve().parents[2]

ASK_FOR_THE_MAP = """
import pathlib, sys, tempfile
import landtrust
from landtrust.assets import data_folder, static_folder, templates_folder
from landtrust.cli.database import make_tables
from landtrust.database import open_engine
from landtrust.settings import Settings
from landtrust.web.app import create_app

package = pathlib.Path(landtrust.__file__).parent
assert package.is_relative_to(sys.prefix), package
for folder in (data_folder(), static_folder(), templates_folder()):
    assert folder.parent == package, folder
settings = Settings(state_folder=pathlib.Path(tempfile.mkdtemp()))
make_tables(open_engine(settings.database))
client = create_app(settings).test_client()
assert client.get("/").status_code == 200
assert client.get("/static/css/landtrust.css").status_code == 200
print("served from the wheel")
"""


def put_into(environment: Path, wheel: Path) -> None:
    """Put a wheel into an environment, and what it asks for, and nothing else.

    What it asks for came from the index when the environment of the tests was made, and is linked
    from there: to fetch and unpack it again takes a minute.
    """
    python = str(environment / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    install = [*pip, "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (ours,) = distributions(name="landtrust", path=[str(packages)])
    for distribution in asked_for(ours):
        for name in {path.parts[0] for path in distribution.files or ()} - {"..", "__pycache__"}:
            (packages / name).symlink_to(Path(str(distribution.locate_file(name))))


def asked_for(ours: Distribution) -> Iterable[Distribution]:
    """The installed distributions that one asks for, and those that these ask for in turn."""
    found: dict[tuple[str, str], Distribution] = {}
    waiting = [(ours, "")]
    while waiting:
        asking, extra = waiting.pop()
        for wanted in map(Requirement, asking.requires or ()):
            if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
                continue
            distribution = Distribution.from_name(wanted.name)
            assert wanted.specifier.contains(distribution.version, prereleases=True), wanted
            for more in {"", *wanted.extras} - {of for name, of in found if name == wanted.name}:
                found[wanted.name, more] = distribution
                waiting.append((distribution, more))
    return {one.name: one for one in found.values()}.values()


@pytest.mark.slow
def test_the_wheel_installed_in_an_empty_environment_serves_the_map(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(build, cwd=PROJECT_ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    empty = tmp_path / "empty"
    venv.create(empty, symlinks=True)
    put_into(empty, wheel)
    served = subprocess.run(
        [str(empty / "bin" / "python"), "-I", "-c", ASK_FOR_THE_MAP],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert served.returncode == 0, served.stderr
    assert "served from the wheel" in served.stdout
