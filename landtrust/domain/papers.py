"""Papers: the kinds that show who has what, and names that their copies are sent under.

Source:
    ISO 19152-1:2024, LA_AdministrativeSource and LA_SpatialSource.
"""

import re
import unicodedata
from types import MappingProxyType

from landtrust.domain.text import clean_text
from landtrust.phrases import Phrase

EVIDENCE_KINDS = MappingProxyType(
    {
        "deed": Phrase("Deed"),
        "tax_deed": Phrase("Tax deed"),
        "patent": Phrase("Patent of the State"),
        "ground_lease": Phrase("Ground lease"),
        "court_order": Phrase("Court order"),
        "will": Phrase("Will"),
        "plat": Phrase("Plat or survey"),
        "minutes": Phrase("Minutes of a meeting"),
        "contract": Phrase("Contract"),
        "other": Phrase("Other paper"),
    }
)
"""Kinds of paper, each with its name on pages."""

LONGEST_FILE_NAME = 120
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|%;=]+")
_DEVICES = frozenset(("con", "prn", "aux", "nul"))


def safe_file_name(given: str, extension: str) -> str:
    r"""A name for a copy that every system can keep, made of the one that it was uploaded under.

    Args:
        given: As the browser sent it.
        extension: That of its content, with the dot.

    >>> safe_file_name("../../etc/deed.PDF", ".pdf")
    'deed.pdf'
    >>> safe_file_name("CON", ".png"), safe_file_name("a\r\nX-H: 1.png", ".png")
    ('paper.png', 'a X-H 1.png')
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    cleaned = clean_text(_NOT_IN_NAMES.sub(" ", clean_text(unicodedata.normalize("NFKC", last))))
    stem = cleaned.rpartition(".")[0] if "." in cleaned else cleaned
    stem = stem[:LONGEST_FILE_NAME].strip(" .")
    if not stem or stem.partition(".")[0].lower() in _DEVICES:
        stem = "paper"
    return f"{stem}{extension}"
