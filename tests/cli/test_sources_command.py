from pathlib import Path

import pytest
from click.testing import CliRunner

from landtrust.cli.main import landtrust
from landtrust.errors import NotFound
from landtrust.sources.catalog import load_sources

FOLDER = Path(__file__).resolve().parents[2] / "data" / "sources"
SOURCES = load_sources(FOLDER)


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(landtrust, ["sources", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_list_names_every_source_on_a_line_of_its_own() -> None:
    starts = [line.split()[0] for line in _run("list").splitlines()]
    assert starts[1:-1] == list(SOURCES)


@pytest.mark.parametrize("key", SOURCES)
def test_show_tells_columns_terms_and_traps(key: str) -> None:
    source = SOURCES[key]
    text = _run("show", key)
    assert source.licence in text
    assert all(url in text for url in source.urls)
    assert all(name in text and str(rule) in text for name, rule in source.fields.items())
    unbroken = " ".join(text.split())
    assert all(trap in unbroken for trap in source.traps)


def test_show_says_that_the_sample_is_invented() -> None:
    assert "yes: nothing in it exists" in _run("show", "sample_west_jackson")


def test_show_of_an_unknown_key_has_the_nearest() -> None:
    result = CliRunner().invoke(landtrust, ["sources", "show", "maris-west"])
    assert result.exit_code == NotFound.exit_code
    assert "maris_west" in result.output
