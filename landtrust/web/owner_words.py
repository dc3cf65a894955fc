"""Owners in sentences: names as people write them, not as rolls do."""

import re

from landtrust.phrases import Phrase
from landtrust.queries.parcels import ParcelRow

_AS_THEY_ARE = frozenset(
    {
        "LLC",
        "LP",
        "LLP",
        "INC",
        "PLLC",
        "PA",
        "USA",
        "US",
        "MS",
        "AL",
        "II",
        "III",
        "IV",
        "MB",
        "AME",
        "CME",
        "COGIC",
        "NA",
        "FSB",
        "HUD",
        "MDOT",
        "LTD",
    }
)
_SMALL = frozenset({"of", "the", "and", "for", "in", "at", "by", "on", "to"})
_CITY_OF = re.compile(r"^(?P<name>.+?),? (?P<what>CITY|TOWN|VILLAGE|COUNTY|STATE) OF$")
_NEEDS_THE = re.compile(r"^(City|Town|Village|County|State|United States|Department) ?")

_FIRST_LETTER = re.compile(r"(?<![\w'\u2019])[a-z]")

_UNNAMED = {
    "person": Phrase("a private person"),
    "estate_heirs": Phrase("an estate or a group of heirs"),
    "trust": Phrase("a private trust"),
    "business": Phrase("a business"),
    "bank": Phrase("a bank or lender"),
    "railroad_utility": Phrase("a railroad or a utility"),
    "church": Phrase("a religious body"),
    "nonprofit": Phrase("a nonprofit"),
    "land_trust": Phrase("a community land trust"),
    "government_city": Phrase("a city or town"),
    "government_county": Phrase("the county"),
    "government_state": Phrase("the State"),
    "government_federal": Phrase("the United States"),
    "government_other": Phrase("a public body"),
}
_UNCLEAR = Phrase("an owner whose kind the roll does not make clear")


def readable_name(as_given: str) -> str:
    """A name or an address from a roll, in upper and lower case and the right way round.

    >>> readable_name("JACKSON CITY OF"), readable_name("SAMPLE GROVE M B CHURCH")
    ('City of Jackson', 'Sample Grove M B Church')
    >>> readable_name("RED CLAY HOLDINGS LLC"), readable_name("120 E 5TH ST")
    ('Red Clay Holdings LLC', '120 E 5th St')
    """
    turned = _CITY_OF.sub(r"\g<what> OF \g<name>", as_given)
    if turned != turned.upper():
        return turned
    words = [_word(word) for word in turned.split(" ")]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def owner_called(row: ParcelRow) -> str | None:
    """The owner as a sentence names it: by name where the reader may see it, else by kind.

    A name that ends in a full stop is without it, as the sentence has one. None where the roll
    makes neither clear.
    """
    if row.owner_name is None:
        return _UNNAMED.get(row.owner_kind)
    name = readable_name(row.owner_name).rstrip(".")
    return Phrase("the %(name)s", name=name) if _NEEDS_THE.match(name) else name


def owner_words(row: ParcelRow) -> str:
    """The owner as a sentence names it, for sentences that need one."""
    return owner_called(row) or _UNCLEAR


def _word(word: str) -> str:
    bare = word.strip(".,&()")
    if bare in _AS_THEY_ARE:
        return word
    lower = word.lower()
    if lower in _SMALL:
        return lower
    return _FIRST_LETTER.sub(lambda letter: letter[0].upper(), lower)
