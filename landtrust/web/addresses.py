"""Addresses as templates ask for them: of the same few pages each time, and of many parcels."""

from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for


def remember_addresses(app: Flask) -> None:
    """Offer templates Flask's ``url_for``, which works out a page's address once, and parcels'."""

    @lru_cache(maxsize=512)
    def of_page(_root: str, endpoint: str) -> str:
        return app.url_for(endpoint)

    def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - as Flask takes them
        if values:
            return app.url_for(endpoint, **values)
        # Where the site is mounted, and the language, are in the root.
        return of_page(request.script_root, endpoint)

    app.jinja_env.globals.update(url_for=address, parcel_address=parcel_address)


def parcel_address(public_id: str) -> str:
    """Where the page of a parcel is; its id is made of what addresses need not escape.

    A page names up to hundreds of parcels, and the router takes ten times as long for each.
    """
    return f"{_parcels(request.script_root)}{public_id}"


@lru_cache(maxsize=64)
def _parcels(_root: str) -> str:
    return url_for("parcel_pages.parcel", parcel_id="-").removesuffix("-")
