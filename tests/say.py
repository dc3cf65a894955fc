"""What residents send, for tests: sent, decided on and looked up in few words."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from landtrust.domain.suggestions import Decision, Said
from landtrust.queries.suggestions import OwnSuggestion, own_suggestion
from landtrust.queries.visibility import Tier
from landtrust.services.record_book import COMMAND_LINE, Actor, Errand
from landtrust.services.suggestions import (
    Sending,
    Tidied,
    decide_suggestion,
    delete_suggestion,
    forget_sender,
    send_suggestion,
    tidy_suggestions,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MESSAGE = "The lot beside the church would make a garden."
NAME, CONTACT = "Marigold Sampleton", "601-555-0142"
PUBLIC_TEXT = "A neighbor would like a garden here."
RESIDENT = Actor("a resident", Tier.PUBLIC)
ORGANIZER = Actor("Sample Organizer", Tier.ORGANIZER)
LOT = 2
"""Our own number of a lot of the seeded town."""


class Box:
    """What residents put in, and organizers take out, by a clock that the test sets."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.now = NOON
        self._words = count()

    def errand(self, action: str, actor: Actor = RESIDENT, **more: Any) -> Errand:  # noqa: ANN401
        """Something that is done now."""
        return Errand(actor, action, self.now, **more)

    def later(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)

    def send(
        self,
        lot: int | None = LOT,
        sender: str | None = None,
        said: Said | None = None,
        form_key: str | None = None,
    ) -> tuple[int, str]:
        """Send something; its number and the word of its link."""
        token = f"word {next(self._words)}"
        sending = Sending(said or Said("lot", MESSAGE, NAME, CONTACT), lot, token, sender)
        errand = self.errand("send_suggestion", form_key=form_key)
        return send_suggestion(self.connection, errand, sending), token

    def decide(
        self, number: int, what: str, lot: int | None = LOT, seen: int | None = None, **texts: str
    ) -> None:
        """Decide on it; what is approved has a text for everybody."""
        if what == "approve":
            texts = {"public_text": PUBLIC_TEXT, **texts}
        errand = self.errand("decide_suggestion", ORGANIZER, seen=seen)
        decide_suggestion(self.connection, errand, number, Decision(what, **texts), lot)

    def forget(self, token: str) -> None:
        """Delete the name and the contact, as the sender may."""
        forget_sender(self.connection, self.errand("forget_sender"), token)

    def delete(self, token: str) -> None:
        """Delete all of it, as the sender may."""
        delete_suggestion(self.connection, self.errand("delete_suggestion"), token)

    def tidy(self) -> Tidied:
        """Delete what is kept no longer."""
        errand = self.errand("tidy_suggestions", COMMAND_LINE)
        return tidy_suggestions(self.connection, errand)

    def own(self, token: str) -> OwnSuggestion:
        """What the sender reads."""
        return own_suggestion(self.connection, token)


def files_of(engine: Engine) -> bytes:
    """All that lies in the files of a SQLite store: the store itself, and its log."""
    path = Path(str(engine.url.database))
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))
