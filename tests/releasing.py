"""Releases as tests make them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.cli.releases import known_codes_and_sources, make_release
from landtrust.exports.releases.folder import ReleaseFolder
from landtrust.exports.releases.making import Plan, write_release
from landtrust.exports.releases.manifest import Release
from landtrust.exports.releases.tables import Reading
from landtrust.queries.releases import MAKE_RELEASE
from landtrust.queries.snapshots import all_snapshots
from landtrust.services.record_book import COMMAND_LINE, Errand

NAME = "west-jackson"
FIRST, SECOND = "2026-11-24", "2026-11-26"
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
_LINKED = re.compile(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', re.DOTALL)
BASE_URL = "https://data.example.org"


def plan(version: str = FIRST, name: str = NAME) -> Plan:
    """A release as the tests call it."""
    return Plan(
        name=name,
        version=version,
        title="Parcels & land of “West Jackson”",
        about="Invented parcels, for tests of what is released; nobody lives there, ever.",
        publisher="Sample Land Trust",
        address=f"{BASE_URL}/datasets/{name}/{version}",
        licence="CC-BY-4.0",
    )


def released(engine: Engine, folder: ReleaseFolder, wanted: Plan) -> Release:
    """Make a release."""
    return make_release(engine, folder, wanted, Errand(COMMAND_LINE, MAKE_RELEASE, NOW))


def put_on_shelf(engine: Engine, state_folder: Path) -> Release:
    """A release that the book does not tell of, for pages to show."""
    folder = ReleaseFolder(state_folder / "releases")
    with folder.making(NAME, FIRST) as room, engine.connect() as connection:
        reading = Reading(connection, all_snapshots(connection))
        known = known_codes_and_sources(data_folder())
        release = write_release(plan(), reading, known, room, None)
        folder.publish(room, NAME)
    return release


def linked_documents(page: str) -> Iterator[dict[str, Any]]:
    """What a page tells search engines and catalogs."""
    return (json.loads(one) for one in _LINKED.findall(page))
