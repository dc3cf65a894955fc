"""What comes of a form that was sent: the page after it, or the form again with what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from flask import redirect
from werkzeug.wrappers import Response

from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.phrases import Phrase
from landtrust.queries.histories import recorded_by_form
from landtrust.services.record_book import AlreadyDone, Errand
from landtrust.web.forms import sent_form_key
from landtrust.web.site import acting, latest_connection, now

_SEE_OTHER = 303
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)


def answer_form(
    record: Callable[[], str], again: Callable[[LandTrustError], str], done: str
) -> Response | tuple[str, int]:
    """Do what a form says.

    Args:
        record: Does it; the address of the page to go on to.
        again: The form once more, with what is wrong and all that was typed.
        done: The page to go on to where the form was sent before.
    """
    try:
        address = record()
    except AlreadyDone:
        address = done
    except (InvalidInput, RuleBroken) as problem:
        return again(problem), problem.http_status
    return redirect(address, code=_SEE_OTHER)


def was_sent_before() -> bool:
    """Whether what the form that was sent asks for is done: somebody clicked twice."""
    with latest_connection() as connection:
        return recorded_by_form(connection, sent_form_key()) is not None


def errand(action: str, fields: Mapping[str, str] | None = None) -> Errand:
    """What is done by the form that was sent, and by whom.

    Args:
        action: What is done, a code.
        fields: Of the form; ``seen`` among them is what its sender had looked at.

    Raises:
        SignInNeeded: Nobody is signed in.
        InvalidInput: ``seen`` is no number.
    """
    seen = None if fields is None else read_number("seen", fields.get("seen"))
    return Errand(acting(), action, now(), sent_form_key(), seen, clock=now)


def read_day(name: str, text: str | None) -> date | None:
    """A day as browsers send it; None where none was given.

    Raises:
        InvalidInput: There is no such day.

    >>> read_day("since", "2026-11-25")
    datetime.date(2026, 11, 25)
    """
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    msg = Phrase(
        "%(name)s: “%(text)s” is not a day; write it as year-month-day, as in 2026-11-25.",
        name=name,
        text=text[:20],
    )
    raise InvalidInput(msg, parameter=name)


def required_day(name: str, text: str | None) -> date:
    """A day that must be given.

    Raises:
        InvalidInput: It is missing, or there is no such day.
    """
    day = read_day(name, text)
    if day is None:
        raise InvalidInput(Phrase("%(name)s: give the day.", name=name), parameter=name)
    return day


def read_number(name: str, text: str | None) -> int | None:
    """A number of ours that a form carries; None where there is none.

    Raises:
        InvalidInput: It is none.

    >>> read_number("party", "12")
    12
    """
    if text is None:
        return None
    if not _WHOLE.fullmatch(text):
        msg = Phrase("%(name)s: choose one of those offered.", name=name)
        raise InvalidInput(msg, parameter=name)
    return int(text)
