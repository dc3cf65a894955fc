"""What the browser reads out of a tile, and what it draws of it."""

import struct

import pytest
from playwright.sync_api import Page, expect

from tests.seeded import LOTS, lot_id
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

CLOSE = 15
READ = """(bytes) => landtrustReadTile(new Uint8Array(bytes).buffer, "parcels")"""
PIXEL = """(place) => {
  const { map, layer } = landtrustMap;
  const at = map.latLngToContainerPoint(place);
  const box = map.getContainer().getBoundingClientRect();
  const tile = [...document.querySelectorAll("canvas.parcel-tile")].find((one) => {
    const own = one.getBoundingClientRect();
    const [x, y] = [at.x + box.left - own.left, at.y + box.top - own.top];
    return x >= 0 && y >= 0 && x < own.width && y < own.height;
  });
  const own = tile.getBoundingClientRect();
  const scale = tile.width / own.width;
  return [...tile.getContext("2d").getImageData(
    (at.x + box.left - own.left) * scale, (at.y + box.top - own.top) * scale, 1, 1).data];
}"""
COLOUR = """(code) => {
  const [facet] = landtrustConfiguration().facets;
  return facet.classes.find((one) => one.code === code).light;
}"""


def whole(number: int) -> bytes:
    """A whole number as tiles have it."""
    written = b""
    while number >= 0x80:
        written += bytes([number & 0x7F | 0x80])
        number >>= 7
    return written + bytes([number])


def part(field: int, content: bytes) -> bytes:
    return whole(field << 3 | 2) + whole(len(content)) + content


def ring(*points: tuple[int, int], start: tuple[int, int] = (0, 0)) -> bytes:
    """A ring: move to the first point, lines to the others, close."""
    steps = []
    x, y = start
    for point in points:
        steps.append((point[0] - x, point[1] - y))
        x, y = point
    numbers = [9, *steps[0], (len(steps) - 1) << 3 | 2]
    for step in steps[1:]:
        numbers.extend(step)
    written = [whole(numbers[0])]
    signed = {1, 2, *range(4, len(numbers))}
    for place, number in enumerate(numbers[1:], 1):
        written.append(whole(number * 2 if number >= 0 else -number * 2 - 1) if place in signed
                       else whole(number))  # fmt: skip
    return b"".join(written) + whole(CLOSE)


def layer(name: str, feature: bytes, values: tuple[bytes, ...] = ()) -> bytes:
    keys = b"".join(part(3, f"key{place}".encode()) for place in range(len(values)))
    valued = b"".join(part(4, value) for value in values)
    body = part(1, name.encode()) + part(2, feature) + keys + valued
    return part(3, body + whole(5 << 3) + whole(512))


@pytest.fixture
def page(visit: Visit, site_address: str) -> Page:
    return visit.see_map(f"{site_address}/#19/32.30010/-90.20960")


def test_every_kind_of_value_and_a_hole_are_read_from_a_tile(page: Page) -> None:
    values = (
        part(1, "Pécan".encode()),
        whole(2 << 3 | 5) + struct.pack("<f", 0.5),
        whole(3 << 3 | 1) + struct.pack("<d", -2.25),
        whole(4 << 3) + whole(300),
        whole(5 << 3) + whole(2**40),
        whole(6 << 3) + whole(5),
        whole(7 << 3) + whole(1),
    )
    tags = b"".join(whole(place) * 2 for place in range(len(values)))
    outer = ring((0, 0), (100, 0), (100, 100), (0, 100))
    hole = ring((20, 20), (20, 40), (40, 40), start=(0, 100))
    feature = whole(1 << 3) + whole(2**33) + part(2, tags) + whole(3 << 3) + whole(3)
    tile = layer("roads", b"") + layer("parcels", feature + part(4, outer + hole), values)
    read = page.evaluate(READ, list(tile))
    assert (read["name"], read["extent"]) == ("parcels", 512)
    [found] = read["features"]
    assert found["id"] == 2**33
    assert list(found["properties"].values()) == ["Pécan", 0.5, -2.25, 300, 2**40, -3, True]
    assert found["rings"] == [[0, 0, 100, 0, 100, 100, 0, 100], [20, 20, 20, 40, 40, 40]]
    assert found["box"] == {"left": 0, "top": 0, "right": 100, "bottom": 100}


def test_an_empty_answer_is_a_tile_without_parcels(page: Page) -> None:
    assert page.evaluate(READ, [])["features"] == []


def test_what_tiles_say_of_a_parcel_is_what_the_roll_says(page: Page) -> None:
    drawn = page.evaluate(
        """Object.fromEntries(landtrustMap.layer.inSight().flatMap(({ layer }) =>
             layer.features.map(({ properties }) => [properties.public_id, properties])))"""
    )
    for lot in LOTS:
        if lot.on_roll and lot.county == "28049":
            assert drawn[lot_id(lot.number)]["owner_kind"] == lot.kind


def test_a_parcel_is_filled_with_the_colour_of_its_class(page: Page) -> None:
    red, green, blue, opacity = page.evaluate(PIXEL, [32.3002, -90.2099])
    kind = next(lot.kind for lot in LOTS if lot.number == "100-1")
    wanted = page.evaluate(COLOUR, kind)
    expected = [int(wanted[at : at + 2], 16) for at in (1, 3, 5)]
    assert opacity > 200
    assert all(abs(a - b) < 4 for a, b in zip((red, green, blue), expected, strict=True))


def test_a_parcel_that_does_not_fit_the_filter_is_nearly_clear(page: Page) -> None:
    page.evaluate("document.querySelector('#text').value = '200 EXAMPLE'")
    page.get_by_role("button", name="Filter the map").click()
    expect(page.locator("#map-status")).to_contain_text("1 parcel fits")
    assert page.evaluate(PIXEL, [32.3002, -90.2099])[3] < 60


def test_beyond_the_last_tiles_their_parts_are_drawn_larger(page: Page) -> None:
    zooms = page.evaluate("landtrustMap.layer.inSight().map(({ zoom, parts }) => [zoom, parts])")
    assert zooms
    assert {tuple(one) for one in zooms} == {(15, 8)}
