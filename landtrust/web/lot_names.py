"""What pages call a lot: by one name everywhere, which tells the lots of a street apart."""

from landtrust.domain.street_names import situs_of
from landtrust.phrases import Phrase
from landtrust.web.languages import say
from landtrust.web.owner_words import readable_name

_END = 9
"""Characters of a number that tell the lots of a street apart: of 330 lots in the sample town that
have no house number, the last six are shared by 73, eight by four, and nine by none."""

_CUT = "…\u2060"
"""What stands for the beginning of a number; without its joiner a line may end there."""


def lot_name(address: str | None, parcel_number: str) -> str:
    r"""A lot by its address; where that is a street alone, by the end of its number too.

    >>> lot_name("939 W CAPITOL ST", "855-18"), lot_name(None, "855-18")
    ('939 W Capitol St', 'Parcel 855-18')
    >>> lot_name("W LAUREL ST", "855-18"), lot_name("W LAUREL ST", "999912000660011000")
    ('W Laurel St, parcel 855-18', 'W Laurel St, parcel …\u2060660011000')
    """
    if not address:
        return say(Phrase("Parcel %(number)s", number=parcel_number))
    if situs_of(address).house is not None:
        return readable_name(address)
    number = parcel_number if len(parcel_number) <= _END else _CUT + parcel_number[-_END:]
    return say(
        Phrase("%(street)s, parcel %(number)s", street=readable_name(address), number=number)
    )
