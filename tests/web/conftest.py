"""Makes the served site and the browser known to the tests of pages."""

from tests.web.live_map import browser, phone, site_address, tiled_app, visit

__all__ = ["browser", "phone", "site_address", "tiled_app", "visit"]
