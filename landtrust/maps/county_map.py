"""The map that Folium composes: a constant shell, drawn once, that holds no data.

Folium renders whatever text it is given as a template on the server and writes it into the page
as HTML, so nothing loaded or typed ever passes through it. The shell knows our own vendored
files and the names of its elements; the scripts fetch the rest.
"""

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

import folium

from landtrust.maps.parcel_layer import ParcelLayer

_MIDDLE = (32.6, -88.9)  # of Mississippi and Alabama; the scripts move it to what is loaded
_FIRST_ZOOM = 7
_ZOOMS: dict[str, Any] = {
    "minZoom": 5,
    "maxZoom": 19,
}  # Folium keeps these names of its own for tile layers


@dataclass(frozen=True, slots=True)
class MapShell:
    """The parts of the map for a page template to place.

    Attributes:
        styles: Style sheets, as names in the static folder, in their order.
        scripts: Scripts, the same; they must have run before ``script``.
        switches: Script text that Leaflet reads when it starts.
        body: HTML of the map's element.
        script: Script text that makes the map; both need the page's nonce.
    """

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    switches: str
    body: str
    script: str


@dataclass
class _Head(HTMLParser):
    """What a rendered head links to, and its script text."""

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    inside_script: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.inside_script = tag == "script"
        if tag == "script" and found.get("src"):
            self.scripts.append(str(found["src"]))
        elif tag == "link":
            self.styles.append(str(found["href"]))

    def handle_endtag(self, tag: str) -> None:
        self.inside_script = self.inside_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside_script:
            self.text.append(data.strip())


@cache
def draw_county_map() -> MapShell:
    """The shell of the map page, the same for everyone.

    Folium's own style blocks and viewport are left out: the first would need to be allowed by
    the page's security policy, the second keeps people from enlarging the page.
    """
    drawn: Any = folium.Map(
        location=_MIDDLE,
        zoom_start=_FIRST_ZOOM,
        tiles=None,
        control_scale=True,
        zoom_control="topright",
        zoom_snap=0.5,
        attribution_control=False,
        # What is drawn is there at once; a tile that fades in is not.
        fade_animation=False,
        **_ZOOMS,
    )
    # Instead of Folium's own list: six libraries from four networks, most of them not needed.
    drawn.default_js = [("leaflet", "vendor/leaflet/leaflet.js")]
    drawn.default_css = [("leaflet_css", "vendor/leaflet/leaflet.css")]
    # Folium names its elements at random; a page that never changes can be cached and tested.
    drawn._id = "landtrust"  # noqa: SLF001 - branca has no other way to choose a name
    ParcelLayer().add_to(drawn)
    drawn.render()
    figure = drawn.get_root()
    head = _Head()
    head.feed(figure.header.render())
    return MapShell(
        styles=tuple(head.styles),
        scripts=tuple(head.scripts),
        switches="\n".join(filter(None, head.text)),
        body=figure.html.render().strip(),
        script=figure.script.render().strip(),
    )
