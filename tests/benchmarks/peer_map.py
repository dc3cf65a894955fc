"""The peer of the map: ``folium.GeoJson`` of the same parcels, in one page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import folium
import geopandas

from tests.benchmarks.scale_sets import PROJECT_ROOT
from tests.serving import running

PAGE = "index.html"
_LEAFLET = PROJECT_ROOT / "static" / "vendor" / "leaflet"
_STYLE = {"color": "#555555", "weight": 0.5, "fillColor": "#4477aa", "fillOpacity": 0.6}


class View(NamedTuple):
    """Where a map opens."""

    latitude: float
    longitude: float
    zoom: int


def write_peer_page(parquet: Path, view: View, folder: Path) -> int:
    """Write the page and the libraries that it needs into a folder.

    Args:
        parquet: The parcels; their outlines alone are taken.
        view: Where to open: as ours does, so that both draw the same picture.
        folder: Made anew.

    Returns:
        How many parcels are on the page.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    frame = geopandas.read_parquet(parquet, columns=["geometry"])
    drawn = folium.Map([view.latitude, view.longitude], zoom_start=view.zoom, tiles=None)
    # Of Folium's libraries, only what the parcels need, from this machine: nothing else is waited
    # for.
    drawn.default_js = [("leaflet", "leaflet.js")]
    drawn.default_css = [("leaflet_style", "leaflet.css")]
    folium.GeoJson(frame, style_function=lambda _: _STYLE).add_to(drawn)
    drawn.save(folder / PAGE)
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(_LEAFLET / name, folder)
    return len(frame)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the requests to itself."""


@contextmanager
def served_folder(folder: Path) -> Iterator[str]:
    """Serve a folder's files; gives the address."""
    handler = partial(_Quiet, directory=str(folder))
    with running(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        yield f"{address}/{PAGE}"
