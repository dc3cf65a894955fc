"""Landtrust: parcel maps and collective ownership for community land trusts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landtrust.notebook.connecting import connect

__all__ = ("connect",)


def __getattr__(name: str) -> object:
    """``landtrust.connect``, fetched when it is asked for: a command starts without it."""
    if name != "connect":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from landtrust.notebook.connecting import connect as connect_to  # noqa: PLC0415

    return connect_to
