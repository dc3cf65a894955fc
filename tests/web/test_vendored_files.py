import hashlib
import json
from pathlib import Path

import pytest

from landtrust.assets import static_folder

VENDOR = static_folder() / "vendor"
LIBRARIES = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["libraries"]
FILES = {file["file"]: file["sha256"] for library in LIBRARIES for file in library["files"]}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_vendored_file_is_what_the_manifest_says(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == FILES[name]


def test_nothing_is_vendored_that_the_manifest_does_not_name() -> None:
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found - {"manifest.json"} == set(FILES)


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: str(library["name"]))
def test_a_library_has_its_licence_and_says_where_it_is_from(library: dict[str, str]) -> None:
    assert (VENDOR / library["name"] / "LICENSE").is_file()
    assert library["licence"] in {"BSD-2-Clause", "BSD-3-Clause", "ISC"}
    assert library["source_package"].endswith(f"@{library['version']}")


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_asks_for_a_source_map(path: Path) -> None:
    assert b"sourceMappingURL=" not in path.read_bytes()[-2000:]
