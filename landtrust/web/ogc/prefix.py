"""Where the interface for geographic programs lies."""

PREFIX = "/ogc"


def is_of_programs(path: str) -> bool:
    """Whether an address is one of that interface.

    >>> is_of_programs("/ogc/collections"), is_of_programs("/ogcs")
    (True, False)
    """
    return path == PREFIX or path.startswith(f"{PREFIX}/")
