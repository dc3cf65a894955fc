"""Makes the served sites and the browser known to the tests of pages."""

from tests.web.held_town import held_address, held_app, held_engine
from tests.web.live_map import browser, phone, site_address, tiled_app, visit
from tests.web.recorded_house import home, house, organizer, steward
from tests.web.say_forms import clock, resident, say_address

__all__ = [
    "browser", "clock", "held_address", "held_app", "held_engine", "home", "house", "organizer",
    "phone", "resident", "say_address", "site_address", "steward", "tiled_app", "visit",
]  # fmt: skip
