"""Owners in sentences: names as people write them, not as rolls do."""

import re

from landtrust.queries.parcels import ParcelRow
from landtrust.web.wording import format_acres, word_for_land

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
    "person": "a private person",
    "estate_heirs": "an estate or a group of heirs",
    "trust": "a private trust",
    "business": "a business",
    "bank": "a bank or lender",
    "railroad_utility": "a railroad or utility",
    "church": "a religious body",
    "nonprofit": "a nonprofit",
    "land_trust": "a community land trust",
    "government_city": "a city or town",
    "government_county": "the county",
    "government_state": "the State",
    "government_federal": "the United States",
    "government_other": "a public body",
}
_UNCLEAR = "an owner whose kind the roll does not make clear"


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


def owner_words(row: ParcelRow) -> str:
    """The owner as a sentence names it: by name where the reader may see it, else by kind."""
    if row.owner_name is None:
        return _UNNAMED.get(row.owner_kind, _UNCLEAR)
    name = readable_name(row.owner_name)
    return f"the {name}" if _NEEDS_THE.match(name) else name


def plain_sentences(row: ParcelRow) -> str:
    """What a neighbor would say of a parcel, from what the roll and the outline say.

    The result is text, not markup: templates escape it.
    """
    land = word_for_land(row.area_sqm)
    said = f"This {land} is owned by {owner_words(row)}. It is {format_acres(row.area_sqm)} in size"
    # A park is not vacant, and yet need not have a building: only yes says something here.
    return f"{said}, and vacant." if row.vacant else f"{said}."


def _word(word: str) -> str:
    bare = word.strip(".,&()")
    if bare in _AS_THEY_ARE:
        return word
    lower = word.lower()
    if lower in _SMALL:
        return lower
    return _FIRST_LETTER.sub(lambda letter: letter[0].upper(), lower)
