"""File names from outside, made fit to stand in a sentence on one line."""

from pathlib import Path

LONGEST_SHOWN = 100


def shown_name(name: str | Path) -> str:
    r"""Return a file's own name without anything that could break out of its line.

    Control characters, line ends and marks that turn the reading direction become a question
    mark, and a name of more than 100 characters is cut.

    >>> shown_name("parcels/a\r\nX-H: 1.geojson")
    'a??X-H: 1.geojson'
    """
    text = name.name if isinstance(name, Path) else name.rsplit("/", maxsplit=1)[-1]
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 3] + "..."
