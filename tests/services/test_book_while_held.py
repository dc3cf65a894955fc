"""What is read again once the book is held: the clock, and whether the actor still may."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine

from landtrust.database import writing
from landtrust.errors import NotAllowed
from landtrust.queries.accounts import account_named, open_invitations
from landtrust.queries.audit import AuditFilter, stream_audit
from landtrust.queries.parties import parties
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import change_role, close_account
from landtrust.services.invitations import invite
from landtrust.services.parties import PartyFacts, record_party
from landtrust.services.record_book import Errand
from landtrust.services.refusals import record_refusal
from tests.book import NOON, STEWARD, on
from tests.people import actor, errand, make_person

TODAY = date(2026, 11, 25)


def _names(book: Connection, seconds: int) -> list[str | None]:
    known = parties(book, Tier.STEWARD, on(TODAY, NOON + timedelta(seconds=seconds)))
    return [one.name for one in known]


def test_who_waited_for_the_book_is_written_down_when_it_was_held(store: Engine) -> None:
    with writing(store) as book:
        waited = Errand(STEWARD, "record_party", NOON, clock=lambda: NOON + timedelta(seconds=30))
        before = _names(book, 10)
        record_party(book, waited, PartyFacts("Late", "person"))
        assert _names(book, 10) == before == []
        assert _names(book, 30) == ["Late"]


def test_a_clock_that_is_behind_the_book_puts_nothing_into_the_past(store: Engine) -> None:
    with writing(store) as book:
        record_party(book, Errand(STEWARD, "record_party", NOON), PartyFacts("First", "person"))
        behind = Errand(STEWARD, "record_party", NOON, clock=lambda: NOON - timedelta(hours=1))
        record_party(book, behind, PartyFacts("Second", "person"))
        first, second = (
            one.recorded_at for one in reversed(list(stream_audit(book, AuditFilter())))
        )
        assert second == first + timedelta(microseconds=1)


@pytest.mark.parametrize("what", ["close", "role"])
def test_a_steward_who_was_one_when_the_form_came_is_refused_when_the_book_is_held(
    store: Engine, what: str
) -> None:
    make_person(store, "ann", "steward")
    cat = actor(make_person(store, "cat", "steward"), "steward")
    with writing(store) as book:
        number = account_named(book, "cat").id
        if what == "close":
            close_account(book, errand("change_account"), number)
        else:
            change_role(book, errand("change_account"), number, "organizer")
    with pytest.raises(NotAllowed), writing(store) as book:
        invite(book, errand("invite", cat), "A friend", "steward")
    with writing(store) as book:
        assert open_invitations(book, NOON) == []
        # What was refused is written down all the same.
        record_refusal(book, errand("be_refused", cat), "POST /accounts/invitations")


def test_who_became_a_steward_meanwhile_asks_again(store: Engine) -> None:
    """The page was made for an organizer: what it sent is held against that too."""
    make_person(store, "ann", "steward")
    with writing(store) as book, pytest.raises(NotAllowed):
        invite(book, errand("invite", actor(account_named(book, "ann").id)), "A friend", "steward")
