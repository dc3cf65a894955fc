"""Numbers in addresses: those that the database can hold, and no others."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class OurNumber(IntegerConverter):
    """``<int:…>`` in a route; an address with a larger number leads nowhere."""

    regex = r"[0-9]{1,19}"

    def __init__(self, map: Map) -> None:  # noqa: A002 - named by werkzeug
        """Take no other limits than ours."""
        super().__init__(map, max=LARGEST)


def limit_route_numbers(app: Flask) -> None:
    """Read every number in a route of this app so."""
    app.url_map.converters["int"] = OurNumber
