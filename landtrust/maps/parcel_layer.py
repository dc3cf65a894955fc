"""The layer of parcels inside a Folium map: drawn in the browser from tiles."""

from folium.elements import JSCSSMixin
from folium.template import Template


class ParcelLayer(JSCSSMixin):
    """A layer that takes everything it needs from the page's configuration.

    Nothing that anybody loaded or typed is a part of this element: Folium would run it as a
    template. The script ``js/parcel_layer.js`` reads the configuration in the browser.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = landtrustParcelLayer();
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        """A layer with a constant name, so that the page is the same every time."""
        super().__init__()  # type: ignore[no-untyped-call]  # branca's, without types
        self._name = "ParcelLayer"
        self._id = "landtrust"
        self.default_js = [
            ("vector_tile", "js/vector_tile.js"),
            ("parcel_layer", "js/parcel_layer.js"),
        ]
        self.default_css = []
