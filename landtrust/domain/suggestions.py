"""What residents say of a lot, how it may read, and what may become of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.phrases import Phrase

KINDS = ("lot", "mistake", "offer")
"""A lot that is suggested, a mistake that is reported, land that is offered."""

NEW, APPROVED, ANSWERED, DECLINED, SPAM = "new", "approved", "answered", "declined", "spam"
STATES = (NEW, APPROVED, ANSWERED, DECLINED, SPAM)

DECISIONS: Mapping[str, str] = MappingProxyType(
    {"approve": APPROVED, "answer": ANSWERED, "decline": DECLINED, "spam": SPAM}
)
"""What an organizer can decide, and the state that follows."""

PERSONAL_DATA_LAST = timedelta(days=30)
"""How long a name and a way to be reached are kept after a decision: time for the call that an
answer may need, and no longer."""

UNREAD_LASTS = timedelta(days=365)
"""And how long they are kept where nobody ever decided."""

SPAM_LASTS = timedelta(days=30)
"""How long spam is kept at all: time to find out that it was none."""

LEAST_MESSAGE = 10
LONGEST_MESSAGE = 2_000
LONGEST_NAME = 80
LONGEST_CONTACT = 120
MOST_LINKS = 1

_LINK = re.compile(r"(?:https?|ftp)://|\bwww\.|\[url|<a\s", re.IGNORECASE)
_E_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+?1[-. ]?)?(?:\(\d{3}\)|\d{3})[-. ]?\d{3}[-. ]\d{4}(?!\d)", re.ASCII
)
_BLANK_LINES = re.compile(r"\n{3,}")
_LEAST_OF_A_NAME = 3  # characters: shorter ones are found in every text


class InvalidFields(InvalidInput):
    """Fields of a form that cannot be used.

    Args:
        problems: One for each field, which it names.
    """

    def __init__(self, *problems: InvalidInput) -> None:
        """Keep them all: people mend a form once."""
        super().__init__(problems[0].message, **problems[0].fields)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Said:
    """What a resident sends.

    Attributes:
        kind: One of ``KINDS``.
        name: None where the sender gave none.
        contact: How to reach the sender, in their words; None where they gave none.
    """

    kind: str
    message: str
    name: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What an organizer makes of it.

    Attributes:
        what: One of ``DECISIONS``.
        public_text: What anybody may read; None where nothing is.
        answer: For the sender alone; None where there is none.
    """

    what: str
    public_text: str | None = None
    answer: str | None = None


def parse_said(fields: Mapping[str, str]) -> Said:
    """What a form says.

    Raises:
        InvalidFields: Some cannot be used; it names every one.

    >>> parse_said({"kind": "lot", "message": "A good place for a garden. "})
    Said(kind='lot', message='A good place for a garden.', name=None, contact=None)
    """
    readers = {"kind": _kind, "message": _message, "name": _name, "contact": _contact}
    read = _all_read(readers, fields)
    return Said(str(read["kind"]), str(read["message"]), read["name"], read["contact"])


def parse_decision(fields: Mapping[str, str], said: Said) -> Decision:
    """What the form of an organizer says.

    Args:
        fields: Of the form.
        said: What it decides on; its name and contact must not become public.

    Raises:
        InvalidFields: Some cannot be used; it names every one.

    >>> parse_decision({"decision": "answer", "answer": "We asked the county."}, Said("lot", "…"))
    Decision(what='answer', public_text=None, answer='We asked the county.')
    """
    what = fields.get("decision", "")
    if what not in DECISIONS:
        raise InvalidFields(_wrong("decision", Phrase("Choose what shall become of it.")))

    def public_text(text: str) -> str | None:
        return _public_text(text, said) if what == "approve" else None

    def answer(text: str) -> str | None:
        return _answer(text, is_needed=what == "answer") if what != "spam" else None

    read = _all_read({"public_text": public_text, "answer": answer}, fields)
    return Decision(what, read["public_text"], read["answer"])


def state_after(state: str, decision: str) -> str:
    """The state that follows a decision; an organizer may change their mind.

    Raises:
        RuleBroken: It is spam already.

    >>> state_after("new", "approve"), state_after("spam", "answer")
    ('approved', 'answered')
    """
    after = DECISIONS[decision]
    if state == after == SPAM:
        raise RuleBroken("This is marked as spam already.")
    return after


def clean_lines(text: str) -> str:
    r"""A text of several lines, without characters that nobody sees.

    No line has blanks at its ends, and no two empty ones follow each other.

    >>> clean_lines("One\u202e  line\r\n\r\n\r\n\r\nand \x00another")
    'One line\n\nand another'
    """
    lines = "\n".join(clean_text(line) for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _all_read(
    readers: Mapping[str, Callable[[str], str | None]], fields: Mapping[str, str]
) -> dict[str, str | None]:
    read, problems = {}, []
    for name, reads in readers.items():
        try:
            read[name] = reads(fields.get(name, ""))
        except InvalidInput as problem:
            problems.append(problem)
    if problems:
        raise InvalidFields(*problems)
    return read


def _kind(text: str) -> str:
    if text not in KINDS:
        raise _wrong("kind", Phrase("Choose what it is about."))
    return text


def _message(text: str) -> str:
    message = clean_lines(text)
    if len(message) < LEAST_MESSAGE:
        raise _wrong("message", Phrase("Write a sentence or two, so that we understand."))
    if len(message) > LONGEST_MESSAGE:
        raise _too_long("message", LONGEST_MESSAGE)
    if len(_LINK.findall(message)) > MOST_LINKS:
        raise _wrong("message", Phrase("There are too many web addresses. Leave one at most."))
    return message


def _name(text: str) -> str | None:
    name = clean_text(text)
    if len(name) > LONGEST_NAME:
        raise _too_long("name", LONGEST_NAME)
    if _LINK.search(name):
        raise _wrong("name", Phrase("A name has no web address in it."))
    return name or None


def _contact(text: str) -> str | None:
    contact = clean_text(text)
    if len(contact) > LONGEST_CONTACT:
        raise _too_long("contact", LONGEST_CONTACT)
    if _LINK.search(contact):
        msg = Phrase("Give a telephone number, an e-mail or a mailing address, not a web address.")
        raise _wrong("contact", msg)
    return contact or None


def _public_text(text: str, said: Said) -> str:
    public = clean_lines(text)
    if not public:
        raise _wrong("public_text", Phrase("Write what everybody shall read."))
    if len(public) > LONGEST_MESSAGE:
        raise _too_long("public_text", LONGEST_MESSAGE)
    if _E_MAIL.search(public) or _TELEPHONE.search(public):
        msg = Phrase(
            "There is an e-mail address or a telephone number in it. Everybody would read it."
        )
        raise _wrong("public_text", msg)
    if any(_stands_in(private, public) for private in (said.name, said.contact)):
        msg = Phrase("The name or the contact of the sender stands in it. Leave that out.")
        raise _wrong("public_text", msg)
    return public


def _answer(text: str, *, is_needed: bool) -> str | None:
    answer = clean_lines(text)
    if is_needed and not answer:
        raise _wrong("answer", Phrase("Write the answer."))
    if len(answer) > LONGEST_MESSAGE:
        raise _too_long("answer", LONGEST_MESSAGE)
    return answer or None


def _stands_in(private: str | None, text: str) -> bool:
    if private is None or len(private) < _LEAST_OF_A_NAME:
        return False
    whole_words = rf"(?<!\w){re.escape(private.casefold())}(?!\w)"
    return re.search(whole_words, clean_text(text).casefold()) is not None


def _too_long(parameter: str, most: int) -> InvalidInput:
    return _wrong(
        parameter, Phrase("This is too long. It can have %(most)s characters.", most=most)
    )


def _wrong(parameter: str, sentence: Phrase) -> InvalidInput:
    return InvalidInput(sentence, parameter=parameter)
