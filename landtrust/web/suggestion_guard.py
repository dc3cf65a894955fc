"""What keeps robots from the form of residents: no third party, no riddle, nobody tracked.

The form has a field that nobody sees, and a signed word that says when it was opened. The same
word makes the secret link: a form that is sent twice leads to one link, and the store knows
neither the word nor the link.
"""

import base64
import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.web.site import site

FASTEST = timedelta(seconds=3)
"""Nobody reads the form and writes a sentence in less."""

LONGEST = timedelta(hours=8)
"""How long it may lie open, as the forms of people who sign in."""

TRAP = "homepage"
"""The field that nobody sees."""

_KEY_BYTES = 16
_LINK_BYTES = 20
_NETWORK_BITS = 64  # of an IPv6 address: what one household has


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """A form that we gave somebody.

    Attributes:
        key: Nobody else has it.
    """

    key: str
    at: datetime

    @property
    def signed(self) -> str:
        """What stands in the form."""
        return _signer().dumps([self.key, int(self.at.timestamp())])

    @property
    def link_word(self) -> str:
        """The word of the link of what is sent with it.

        It can be copied by hand: small letters and digits, without zero and one.
        """
        digest = _keyed("the link of a suggestion", self.key)
        return base64.b32encode(digest[:_LINK_BYTES]).decode().lower()


def opened_at(moment: datetime) -> OpenedForm:
    """A form that is opened at this moment."""
    return OpenedForm(secrets.token_hex(_KEY_BYTES), moment)


def read_opened(text: str) -> OpenedForm | None:
    """The form that a word stands for; None where we never gave it."""
    try:
        key, seconds = _signer().loads(text)
    except BadSignature:
        return None
    return OpenedForm(key, datetime.fromtimestamp(seconds, UTC))


def require_person(opened: OpenedForm | None, trapped: str, now: datetime) -> OpenedForm:
    """Refuse what a robot sends.

    Args:
        opened: The form; None where it is none of ours.
        trapped: What stands in the field that nobody sees.
        now: The clock of the door.

    Raises:
        InvalidInput: It looks like one; a person sends the form again.
    """
    if opened is None or not opened.at - LONGEST <= now <= opened.at + LONGEST:
        raise InvalidInput(
            Phrase("This form was open for a long time. Please look at it, and send it again.")
        )
    if trapped.strip():
        raise InvalidInput(
            Phrase(
                "A field was filled in that only robots see. It is empty now: "
                "please send the form again."
            )
        )
    if now < opened.at + FASTEST:
        raise InvalidInput(
            Phrase("That was very quick. Please read it once more, and send it again.")
        )
    return opened


def opened_again(opened: OpenedForm | None, now: datetime) -> OpenedForm:
    """The form as it is shown again; its reader has seen it before, and need not wait."""
    if opened is not None and opened.at <= now < opened.at + LONGEST:
        return opened
    return opened_at(now - FASTEST)


def sender_mark(now: datetime) -> str | None:
    """The fingerprint of the network that a form comes from, another one every day.

    None where the address is not known: without ``sender_header`` a proxy on this machine hides
    it, and all would be taken for one.
    """
    header = site().settings.sender_header
    given = request.headers.get(header, "") if header else request.remote_addr or ""
    try:
        address = ipaddress.ip_address(given.strip())
    except ValueError:
        return None
    if address.is_loopback:
        return None
    return _keyed(f"networks on {now.astimezone(UTC).date()}", _network(address)).hex()


def _network(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _NETWORK_BITS), strict=False))


def _keyed(of: str, text: str) -> bytes:
    key = hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), of.encode(), hashlib.sha256)
    return hmac.digest(key, text.encode(), hashlib.sha256)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="a form of residents")
