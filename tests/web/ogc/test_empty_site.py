"""The interface of a site on which nothing is loaded yet, and what it keeps in mind."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.ogc.memory import Memory
from tests.web.ogc.asking import Asker


def test_nothing_is_loaded_and_everything_is_answered(store: Engine, tmp_path: Path) -> None:
    ask = Asker(create_app(Settings(state_folder=tmp_path), store).test_client())
    listed = ask.get("/ogc/collections").json["collections"]
    spans = {one["id"]: one.get("extent") for one in listed}
    assert set(spans) == {"parcels", "holdings", "changes", "counties", "regions"}
    assert spans["parcels"] is None
    assert spans["counties"]
    for name in ("parcels", "holdings", "changes"):
        page = ask.items(name, bbox="-91,32,-90,33", sortby="-acres" if name == "parcels" else "")
        assert page.status == (200 if name == "parcels" else 400)
        assert ask.found(name) == []
        assert ask.get(f"/ogc/collections/{name}/items?f=html", "").status == 200
    assert len(ask.found("regions")) > 3
    assert len(ask.found("counties", filter="parcels = 0", limit=50)) > 82


@pytest.mark.sqlite_only("it is about memory, not about the store")
def test_what_was_asked_longest_ago_is_forgotten_first() -> None:
    known = Memory(most=2)
    made: list[str] = []

    def of(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return known.recalled(key, make)

    for key in "abacab":
        assert of(key) == key
    assert made == ["a", "b", "c", "b"]
