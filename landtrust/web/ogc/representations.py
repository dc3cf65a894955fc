"""In which form an answer is wanted: by a parameter, else by what the reader takes.

Source:
    OGC 17-069r4, recommendation /rec/core/html; RFC 9110, section 12.5.1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from landtrust.errors import InvalidInput, NotOffered
from landtrust.phrases import Phrase
from landtrust.web.query_strings import read_parameters
from landtrust.web.stored_tiles import TILE_TYPE

FORM_PARAMETER = "f"

HTML = "text/html"
JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
TILEJSON = "application/vnd.mapbox.tile+json"
CRS_HEADER = "Content-Crs"
EMPTY_HEADER = "OATiles-hint"

_LONGEST_ACCEPT = 2_000
_BARE_FRACTION = re.compile(r"(;\s*q=)\.", re.IGNORECASE)
_MEANT_AS_JSON = (JSON, "text/json", "application/javascript", "text/javascript")


class Form(Enum):
    """A form of an answer, as the parameter names it."""

    JSON = "json"
    HTML = "html"
    TILEJSON = "tilejson"
    MVT = "mvt"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an address can be had as.

    Attributes:
        types: The forms, the preferred one first, each with its media type and with what else
            readers may ask for who mean it.
    """

    types: Mapping[Form, tuple[str, ...]]

    def media_type(self, form: Form) -> str:
        """What an answer in this form is."""
        return self.types[form][0]

    def form_of(self, media_type: str) -> Form:
        """The form that is meant by one of the media types that are understood."""
        return next(form for form, types in self.types.items() if media_type in types)

    @property
    def preferred(self) -> Form:
        """What readers get who ask for nothing."""
        return next(iter(self.types))

    @property
    def forms(self) -> str:
        """Every form by its media type, each with the parameter that asks for it."""
        return ", ".join(f"{types[0]} (f={form.value})" for form, types in self.types.items())

    @property
    def understood(self) -> list[str]:
        """Every media type, the preferred ones first."""
        return [media_type for types in self.types.values() for media_type in types]


def _json_or_page(media_type: str) -> Offer:
    # Readers may name the version that they want, or leave it open.
    bare = media_type.partition(";")[0]
    as_json = tuple(dict.fromkeys((media_type, bare, *_MEANT_AS_JSON)))
    return Offer({Form.JSON: as_json, Form.HTML: (HTML,)})


PLAIN = _json_or_page(JSON)
FEATURES = _json_or_page(GEOJSON)
SCHEMAS = _json_or_page(SCHEMA)
DEFINITION = _json_or_page(OPENAPI)
TILESETS = Offer(
    {
        **PLAIN.types,
        # The second is how the examples of the standard write it.
        Form.TILEJSON: (TILEJSON, "application/json+vnd.mapbox.tilejson"),
    }
)
TILES = Offer({Form.MVT: (TILE_TYPE, "application/x-protobuf", "application/octet-stream")})


def asked_form(offer: Offer) -> Form:
    """The form that is wanted, where no other parameter means anything.

    Raises:
        InvalidInput: There is another parameter, or this one names no form that there is.
        NotOffered: The reader takes none of those that there are.
    """
    given = read_parameters(request.query_string, (FORM_PARAMETER,))
    return wanted_form(offer, given.get(FORM_PARAMETER))


def wanted_form(offer: Offer, said: str | None) -> Form:
    """The form that is wanted.

    Args:
        offer: What there is.
        said: What the parameter says; None: nothing.

    Raises:
        InvalidInput: The parameter names no form that there is.
        NotOffered: The reader takes none of those that there are.
    """
    if said is not None:
        return _named_form(offer, said)
    if not request.headers.get("Accept", "").strip():
        return offer.preferred
    is_read = len(request.headers["Accept"]) <= _LONGEST_ACCEPT
    best = _accepted().best_match(offer.understood) if is_read else None
    if best is None:
        raise NotOffered(
            Phrase("Accept: this can be had as %(forms)s, and as nothing else.", forms=offer.forms)
        )
    return offer.form_of(best)


def _accepted() -> MIMEAccept:
    """What the reader takes; Java asks for anything with “q=.2”, which lacks a digit."""
    whole = _BARE_FRACTION.sub(r"\g<1>0.", request.headers["Accept"])
    return parse_accept_header(whole, MIMEAccept)


def _named_form(offer: Offer, said: str) -> Form:
    names = {form.value: form for form in offer.types}
    if said not in names:
        raise InvalidInput(
            Phrase("f: “%(said)s” is not one of %(known)s.", said=said[:40],
                   known=", ".join(names)),
            parameter=FORM_PARAMETER,
        )  # fmt: skip
    return names[said]
