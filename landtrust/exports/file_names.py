"""Names of downloads, which say what is in them."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

LONGEST_SUBJECT = 80


def file_name(subject: Sequence[str], day: date | None, extension: str) -> str:
    """A file name of plain letters, digits and hyphens.

    Args:
        subject: What the file holds, in words, the most important first.
        day: Of the newest data in it; None where there are none.
        extension: Without the dot.

    >>> file_name(["Hinds", "State-owned"], date(2026, 11, 23), "geojson")
    'landtrust-parcels-hinds-state-owned-2026-11-23.geojson'
    """
    words = _slug(" ".join(subject))[:LONGEST_SUBJECT].rstrip("-")
    parts = ["landtrust-parcels", words, day.isoformat() if day else ""]
    return "-".join(part for part in parts if part) + f".{extension}"


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
