"""What pages call what residents send, and what became of it."""

from collections.abc import Iterable

from landtrust.errors import LandTrustError
from landtrust.phrases import Phrase
from landtrust.web.languages import say

KIND_CHOICES = {
    "lot": (
        Phrase("I suggest a lot"),
        Phrase("It is empty or run down, or it could be something good for the neighborhood."),
    ),
    "mistake": (
        Phrase("Something here is wrong"),
        Phrase("The owner, the address, the outline, or anything else that this site says."),
    ),
    "offer": (
        Phrase("I offer land"),
        Phrase("It is yours or your family’s, and you think of giving or selling it."),  # noqa: RUF001 - an apostrophe
    ),
}
"""What a sender chooses from: each kind with what is meant by it."""

KIND_WORDS = {
    "lot": Phrase("A suggested lot"),
    "mistake": Phrase("A reported mistake"),
    "offer": Phrase("Offered land"),
}

PUBLIC_KIND_WORDS = {
    "lot": Phrase("Suggestion"),
    "mistake": Phrase("Mistake reported"),
    "offer": Phrase("Offer"),
}

STATE_WORDS = {
    "new": Phrase("New"),
    "approved": Phrase("Public"),
    "answered": Phrase("Answered"),
    "declined": Phrase("Declined"),
    "spam": Phrase("Spam"),
}

STATE_SENTENCES = {
    "new": Phrase("We have it. Nobody has decided on it yet."),
    "approved": Phrase("It is on the page of the lot, for everybody to read."),
    "answered": Phrase("It is answered."),
    "declined": Phrase("We read it, and will not go on with it."),
    "spam": Phrase("It was not taken up."),
}
"""What a sender reads at the secret link."""

DECISION_CHOICES = {
    "approve": (
        Phrase("Publish"),
        Phrase("The text for everybody stands on the page of the lot, without any name."),
    ),
    "answer": (Phrase("Answer"), Phrase("Only the sender reads your answer.")),
    "decline": (Phrase("Decline"), Phrase("The sender reads that it will not go on, and why.")),
    "spam": (
        Phrase("Spam"),
        Phrase("Name and contact are deleted now, the rest in about a month."),
    ),
}
"""What an organizer chooses from."""


def said_of_fields(problems: Iterable[LandTrustError]) -> dict[str, str]:
    """What is wrong, by the field; what is wrong with no field alone is under no name."""
    return {str(one.fields.get("parameter", "")): say(one.message) for one in problems}
