"""A map that stands by itself, of any outlines with what is said of them: for notebooks and files.

It is a Folium map, to which layers of Folium's can be added; but scripts, styles and data are in
it, so that it is whole without a network. What was loaded or typed never passes through Folium's
templates: it stands as JSON in the page, put there as it is, and is shown as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import orjson
import shapely
from folium.template import Template

from landtrust.domain.crs import Outlines
from landtrust.errors import InvalidInput

MOST_OUTLINES = 20_000
"""Of one map: a browser draws as many at once within a second or two."""

MOST_CORNERS = 1_000_000
"""Of all of them: some 20 MB in the notebook."""

_DECIMALS = 6  # a tenth of a metre
_STYLES = ("vendor/leaflet/leaflet.css", "css/frame_map.css")
_SCRIPTS = ("vendor/leaflet/leaflet.js", "js/frame_map.js")
_RATIO = "62%"


@dataclass(frozen=True, slots=True)
class DrawnClass:
    """A color, and what it means.

    Attributes:
        light: The color on a light page.
        dark: The same on a dark one.
    """

    code: str
    label: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class FrameLayer:
    """What is drawn.

    Attributes:
        outlines_lonlat: Shape (n,), degrees.
        columns: Names of what is said of each.
        rows: What is said, n rows as wide as ``columns``, ready for JSON; None is not known.
        codes: The class of each.
        classes: Every class that is there, in the order of the legend; empty for one color.
        heading: What the legend is called.
        notes: Sentences below the legend: where the data are from.
    """

    outlines_lonlat: Outlines
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    codes: Sequence[str]
    classes: Sequence[DrawnClass]
    heading: str
    notes: Sequence[str]


def require_drawable(outlines: int, corners: int = 0) -> None:
    """Refuse to draw what no notebook can hold.

    Raises:
        InvalidInput: It is too much; the message says what to do.
    """
    if outlines > MOST_OUTLINES:
        msg = (
            f"{outlines:,} parcels are too many for a map in a notebook, which holds "
            f"{MOST_OUTLINES:,}: filter them, for example by bbox or owner_kind."
        )
        raise InvalidInput(msg, outlines=outlines)
    if corners > MOST_CORNERS:
        msg = (
            f"These outlines have {corners:,} corners, too many for a map in a notebook, which "
            f"holds {MOST_CORNERS:,}: filter them, or simplify the outlines."
        )
        raise InvalidInput(msg, corners=corners)


class FrameMap(folium.Map):
    """A Folium map of one layer, whole in itself."""

    def __init__(self, layer: FrameLayer, static_folder: Path) -> None:
        """Draw a layer, without a background that would be fetched from somebody.

        Args:
            layer: What is drawn.
            static_folder: Where our scripts and styles lie.

        Raises:
            InvalidInput: It is too much.
        """
        corners = int(shapely.get_num_coordinates(layer.outlines_lonlat).sum())
        require_drawable(len(layer.outlines_lonlat), corners)
        super().__init__(tiles=None, prefer_canvas=True, control_scale=True)
        # Instead of Folium's own: what they link to would be fetched from four networks.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        self._outlines = len(layer.outlines_lonlat)
        figure = folium.Figure(ratio=_RATIO, title="Landtrust")
        self.add_to(figure)
        for name in _STYLES:
            _Verbatim("style", _text(static_folder / name)).add_to(figure.header, name)
        for name in _SCRIPTS:
            _Verbatim("script", _text(static_folder / name)).add_to(figure.header, name)
        data = orjson.dumps(_data(layer)).decode()
        # “</script>” and “<!--” would end the element: JSON can say them otherwise.
        written = data.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
        place = _Verbatim("script", written, ' type="application/json"')
        place.add_to(figure.html)
        _Drawing(place.element_id).add_to(self)

    def __repr__(self) -> str:
        """What it is a map of."""
        return f"<Map of {self._outlines:,} outlines>"


class _Verbatim(folium.Element):
    """An element of the page whose text is written as it is, and never read as a template."""

    def __init__(self, tag: str, text: str, attributes: str = "") -> None:
        super().__init__()
        self._tag, self._text, self._attributes = tag, text, attributes

    @property
    def element_id(self) -> str:
        """Its name in the page."""
        return f"landtrust_{self._id}"

    def render(self, **_given: object) -> str:
        """The element."""
        opened = f'<{self._tag} id="{self.element_id}"{self._attributes}>'
        return f"{opened}{self._text}</{self._tag}>"


class _Drawing(folium.MacroElement):
    """Lets the script draw the data into the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            landtrustFrameMap({{ this._parent.get_name() }}, "{{ this.data_id }}");
        {% endmacro %}
        """
    )

    def __init__(self, data_id: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's, without types
        self._name = "FrameDrawing"
        self.data_id = data_id


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _data(layer: FrameLayer) -> dict[str, Any]:
    rounded = shapely.transform(layer.outlines_lonlat, lambda lonlat: lonlat.round(_DECIMALS))
    return {
        "title": f"Map of {len(layer.rows):,} outlines",
        "columns": layer.columns,
        "rows": layer.rows,
        "codes": layer.codes,
        "outlines": [orjson.Fragment(one) for one in shapely.to_geojson(rounded).tolist()],
        "classes": [
            {"code": one.code, "label": one.label, "light": one.light, "dark": one.dark}
            for one in layer.classes
        ],
        "heading": layer.heading,
        "notes": layer.notes,
    }
