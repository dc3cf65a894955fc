"""Writes down what people who are signed in were refused."""

import logging

from flask import request
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from landtrust.errors import Busy
from landtrust.services.record_book import Actor, Errand
from landtrust.services.refusals import record_refusal
from landtrust.web.site import now, reader, writing_connection

_log = logging.getLogger(__name__)


def note_refusal() -> None:
    """Write into the audit log that whoever asks was refused this; nothing for the public.

    The refusal stands even where the book cannot be written.
    """
    asking = reader()
    if asking is None:
        return
    actor = Actor(asking.display_name, asking.tier, asking.account_id)
    route = request.url_rule.rule if request.url_rule else "none"
    try:
        with writing_connection() as connection:
            errand = Errand(actor, "be_refused", now(), clock=now)
            record_refusal(connection, errand, f"{request.method} {route}")
    except (DatabaseError, PoolTimeout, Busy):
        _log.exception("a refusal was not written down")
