import re

from landtrust.maps.county_map import draw_county_map


def test_the_shell_is_the_same_every_time() -> None:
    first = draw_county_map()
    draw_county_map.cache_clear()
    assert draw_county_map() == first


def test_the_shell_names_nobody_else_on_the_web() -> None:
    shell = draw_county_map()
    everything = " ".join((*shell.styles, *shell.scripts, shell.switches, shell.body, shell.script))
    assert not re.search(r"(https?:)?//\w", everything)


def test_the_shell_links_our_own_files_in_the_order_they_need() -> None:
    shell = draw_county_map()
    assert shell.scripts == ("vendor/leaflet/leaflet.js", "js/vector_tile.js", "js/parcel_layer.js")
    assert shell.styles == ("vendor/leaflet/leaflet.css",)


def test_the_shell_has_no_inline_style_and_no_handler() -> None:
    assert draw_county_map().body == '<div class="folium-map" id="map_landtrust" ></div>'


def test_the_parcel_layer_is_made_after_the_map() -> None:
    script = draw_county_map().script
    assert 0 < script.index("L.map(") < script.index("landtrustParcelLayer()")


def test_nothing_fades_in_so_that_what_is_drawn_is_there() -> None:
    assert '"fadeAnimation": false' in draw_county_map().script
