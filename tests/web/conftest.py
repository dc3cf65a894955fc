"""Makes the served sites known to the tests of pages."""

from tests.web.recorded_house import home, house, organizer, steward
from tests.web.say_forms import clock, resident, say_address

__all__ = [
    "clock", "home", "house", "organizer", "resident", "say_address", "steward",
]  # fmt: skip
