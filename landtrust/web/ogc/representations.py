"""In which form an answer is wanted: by a parameter, else by what the reader takes.

Source:
    OGC 17-069r4, recommendation /rec/core/html; RFC 9110, section 12.5.1.
"""

from dataclasses import dataclass
from enum import Enum

from flask import request
from werkzeug.exceptions import NotAcceptable

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

FORM_PARAMETER = "f"

HTML = "text/html"
JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CRS_HEADER = "Content-Crs"

_LONGEST_ACCEPT = 2_000


class Form(Enum):
    """A form of an answer, as the parameter names it."""

    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an address can be had as.

    Attributes:
        media_type: Of its JSON.
        aliases: What else readers may ask for who mean that.
    """

    media_type: str
    aliases: tuple[str, ...] = (JSON, "text/json", "application/javascript", "text/javascript")

    @property
    def offered(self) -> list[str]:
        """Every media type that is understood, the preferred one first."""
        # Readers may name the version that they want, or leave it open.
        bare = self.media_type.partition(";")[0]
        return list(dict.fromkeys((self.media_type, bare, *self.aliases, HTML)))


PLAIN = Offer(JSON)
FEATURES = Offer(GEOJSON)
SCHEMAS = Offer(SCHEMA)
DEFINITION = Offer(OPENAPI)


def wanted_form(offer: Offer, said: str | None) -> Form:
    """The form that is wanted.

    Args:
        offer: What there is.
        said: What the parameter says; None: nothing.

    Raises:
        InvalidInput: The parameter names no form.
        NotAcceptable: The reader takes none of those that there are.
    """
    if said is not None:
        try:
            return Form(said)
        except ValueError as problem:
            known = ", ".join(one.value for one in Form)
            raise InvalidInput(
                Phrase("f: “%(said)s” is not one of %(known)s.", said=said[:40], known=known),
                parameter=FORM_PARAMETER,
            ) from problem
    if not request.headers.get("Accept", "").strip():
        return Form.JSON
    if len(request.headers["Accept"]) > _LONGEST_ACCEPT:
        raise NotAcceptable
    best = request.accept_mimetypes.best_match(offer.offered)
    if best is None:
        raise NotAcceptable
    return Form.HTML if best == HTML else Form.JSON
