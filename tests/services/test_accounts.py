"""Accounts, sign-ins and invitations, on either store."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from landtrust.domain.sign_ins import IDLE, LONGEST
from landtrust.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
)
from landtrust.queries.accounts import (
    account,
    account_named,
    accounts,
    invitation,
    open_invitations,
    signed_in,
)
from landtrust.queries.audit import AuditFilter, audit_page, audit_words, stream_audit
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import (
    NewAccount,
    add_account,
    change_display_name,
    change_password,
    change_role,
    close_account,
    open_account,
)
from landtrust.services.invitations import (
    LASTS,
    Answer,
    accept_invitation,
    invite,
    withdraw_invitation,
)
from landtrust.services.passwords import password_hash
from landtrust.services.record_book import COMMAND_LINE, Actor
from landtrust.services.refusals import record_refusal
from landtrust.services.sign_ins import (
    SEEN_STEP,
    end_sign_in,
    is_due,
    keep_signed_in,
)
from tests.people import actor, errand
from tests.services.staff import COMMON, HASHED, NOW, id_of, sign_in_of


def test_an_account_is_listed_as_it_was_made(office: Connection) -> None:
    found = account(office, id_of(office, "organizer"))
    assert (found.name, found.display_name, found.role) == (
        "organizer",
        "Organizer Example",
        "organizer",
    )
    assert found.is_open
    assert found in accounts(office)


@pytest.mark.parametrize(
    "wanted",
    [
        NewAccount("a b", "Ann", "organizer", HASHED),
        NewAccount("ann", "\u200b \n", "organizer", HASHED),
        NewAccount("ann", "A" * 81, "organizer", HASHED),
        NewAccount("ann", "Ann", "admin", HASHED),
    ],
)
def test_an_account_that_cannot_be_is_refused(office: Connection, wanted: NewAccount) -> None:
    with pytest.raises(InvalidInput):
        add_account(office, errand("add_account"), wanted)


@pytest.mark.parametrize(
    "typed",
    [
        "short",
        "Dragon-2026-2026",
        "dragondragon",
        "1234567890123",
        "lantern\0orchard",
        "lantern\ud800orchard",
        "x" * 257,
    ],
)
def test_a_password_that_cannot_be_is_refused_and_never_quoted(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        password_hash(typed, COMMON)
    assert typed not in refused.value.message


def test_two_people_never_have_the_same_name(office: Connection) -> None:
    twin = NewAccount("ＯＲＧＡＮＩＺＥＲ", "Twin", "organizer", HASHED)  # noqa: RUF001
    with pytest.raises(RuleBroken, match="“organizer” already"):
        add_account(office, errand("add_account"), twin)


def test_only_stewards_make_accounts(office: Connection) -> None:
    with pytest.raises(NotAllowed):
        add_account(
            office,
            errand("add_account", actor(1)),
            NewAccount("ann", "Ann", "steward", HASHED),
        )


def test_who_is_not_there_cannot_be_changed(office: Connection) -> None:
    with pytest.raises(NotFound):
        close_account(office, errand("change_account"), 999)
    with pytest.raises(NotFound):
        account_named(office, "nobody")


def test_one_steward_is_always_left(office: Connection) -> None:
    first, second = id_of(office, "steward"), id_of(office, "organizer")
    with pytest.raises(RuleBroken):
        close_account(office, errand("change_account"), first)
    change_role(office, errand("change_account"), second, "steward")
    change_role(office, errand("change_account"), first, "organizer")
    with pytest.raises(RuleBroken):
        change_role(office, errand("change_account"), second, "organizer")
    close_account(office, errand("change_account"), first)
    close_account(office, errand("change_account"), first)
    open_account(office, errand("change_account"), first)
    assert account(office, first).is_open


@pytest.mark.parametrize("what", ["close", "role", "password", "out"])
def test_what_changes_an_account_ends_what_is_signed_in(office: Connection, what: str) -> None:
    token, known = sign_in_of(office, "organizer")
    other, _ = sign_in_of(office, "organizer")
    if what == "close":
        close_account(office, errand("change_account"), known.account_id)
    elif what == "role":
        change_role(office, errand("change_account"), known.account_id, "steward")
    elif what == "password":
        change_password(office, errand("change_password"), known.account_id, HASHED)
    else:
        end_sign_in(office, errand("sign_out", actor(known.account_id)), known)
    assert signed_in(office, token, NOW) is None
    assert (signed_in(office, other, NOW) is not None) == (what == "out")


def test_nobody_changes_the_password_of_another(office: Connection) -> None:
    mine, other = id_of(office, "steward"), id_of(office, "organizer")
    with pytest.raises(NotAllowed):
        change_password(office, errand("change_password", actor(mine, "steward")), other, HASHED)


def test_another_name_is_read_from_now_on_and_not_before(office: Connection) -> None:
    number = id_of(office, "organizer")
    change_display_name(office, errand("change_account"), number, "  Ann\u202e  Example\n")
    assert account(office, number).display_name == "Ann Example"


def test_a_sign_in_ends_by_itself(office: Connection) -> None:
    token, known = sign_in_of(office, "organizer")
    assert signed_in(office, token, NOW + IDLE - timedelta(seconds=1))
    assert signed_in(office, token, NOW + IDLE) is None
    at = NOW
    while at + SEEN_STEP * 90 < NOW + LONGEST:
        at += SEEN_STEP * 90
        keep_signed_in(office, known, at)
        assert signed_in(office, token, at)
    assert signed_in(office, token, NOW + LONGEST) is None


def test_use_is_written_down_now_and_then_and_never_backward(office: Connection) -> None:
    token, known = sign_in_of(office, "organizer")
    assert not is_due(known, NOW + SEEN_STEP - timedelta(seconds=1))
    assert is_due(known, NOW + SEEN_STEP)
    keep_signed_in(office, known, NOW - timedelta(hours=1))
    still = signed_in(office, token, NOW)
    assert still is not None
    assert still.seen_at == NOW


@pytest.mark.parametrize(
    ("clock", "counts"),
    [
        (NOW - timedelta(hours=1), True),
        (NOW + timedelta(hours=1), True),
        (NOW + timedelta(days=3650), False),
        (NOW - timedelta(days=3650), False),
    ],
)
def test_d7_a_clock_that_jumps_ends_sign_ins_and_makes_none_eternal(
    office: Connection, clock: datetime, *, counts: bool
) -> None:
    token, _ = sign_in_of(office, "organizer")
    assert (signed_in(office, token, clock) is not None) == counts


def test_the_store_keeps_no_word_that_a_browser_has(office: Connection) -> None:
    token, _ = sign_in_of(office, "organizer")
    link = invite(office, errand("invite"), "Nell", "organizer")
    for table in ("sign_in", "invitation", "audit_event"):
        rows = repr(office.exec_driver_sql(f"SELECT * FROM {table}").all())  # noqa: S608
        assert token not in rows
        assert link not in rows


def test_an_invitation_works_once_and_gives_its_own_role(office: Connection) -> None:
    link = invite(office, errand("invite"), "Nell", "organizer")
    nobody = Actor("Nell", Tier.PUBLIC)
    answer = Answer("nell", "Nell\r\n Newcomer\u202e", HASHED)
    made = accept_invitation(office, errand("accept_invitation", nobody), link, answer)
    assert (made.name, made.tier) == ("Nell Newcomer", Tier.ORGANIZER)
    assert account_named(office, "nell").role == "organizer"
    with pytest.raises(NotFound):
        accept_invitation(office, errand("accept_invitation", nobody), link, answer)


def test_an_invitation_ends(office: Connection) -> None:
    made = errand("invite")
    link = invite(office, made, "Nell", "organizer")
    assert invitation(office, link, made.now + LASTS - timedelta(seconds=1)).invited_name == "Nell"
    with pytest.raises(NotFound):
        invitation(office, link, made.now + LASTS)
    assert open_invitations(office, made.now + LASTS) == []


def test_an_invitation_is_withdrawn_once(office: Connection) -> None:
    by = errand("invite", actor(id_of(office, "steward"), "steward"))
    link = invite(office, by, "Nell", "organizer")
    (one,) = open_invitations(office, by.now)
    assert one.invited_by == "Steward Example"
    withdraw_invitation(office, errand("withdraw_invitation"), one.id)
    for refused in (
        lambda: withdraw_invitation(office, errand("withdraw_invitation"), one.id),
        lambda: invitation(office, link, by.now),
    ):
        with pytest.raises(NotFound):
            refused()


@pytest.mark.parametrize("what", ["close", "role"])
def test_an_invitation_does_not_outlive_what_its_maker_may_do(
    office: Connection, what: str
) -> None:
    make = errand("add_account"), NewAccount("ann", "Ann", "steward", HASHED)
    number = add_account(office, *make)
    link = invite(office, errand("invite", actor(number, "steward")), "A friend", "steward")
    kept = invite(office, errand("invite"), "Nell", "organizer")
    if what == "close":
        close_account(office, errand("change_account"), number)
    else:
        change_role(office, errand("change_account"), number, "organizer")
    with pytest.raises(NotFound):
        invitation(office, link, errand("invite").now)
    assert invitation(office, kept, errand("invite").now).invited_name == "Nell"
    (told,) = list(stream_audit(office, AuditFilter(action="change_account")))
    assert len(told.after["withdrawn"]["invitations"]) == 1


def test_the_log_is_read_by_person_action_subject_and_day(office: Connection) -> None:
    record_refusal(office, errand("be_refused", actor(id_of(office, "organizer"))), "GET /accounts")
    people, actions = audit_words(office)
    assert people == ["Ann Example", "the command line"]
    assert actions == ["add_account", "be_refused"]
    today = datetime.now(UTC).date()
    for wanted, expected in (
        (AuditFilter(), 3),
        (AuditFilter(person="Ann Example"), 1),
        (AuditFilter(action="add_account"), 2),
        (AuditFilter(subject="GET /accounts"), 1),
        (AuditFilter(day=today, action="be_refused"), 1),
        (AuditFilter(day=today - timedelta(days=400)), 0),
    ):
        assert len(list(stream_audit(office, wanted))) == expected
    page = audit_page(office, AuditFilter(), 2)
    assert page.older == page.events[-1].id
    rest = audit_page(office, AuditFilter(), 2, page.older)
    assert (len(rest.events), rest.older) == (1, None)


def test_what_the_command_line_does_is_in_the_log(office: Connection) -> None:
    (first, *_) = list(stream_audit(office, AuditFilter(action="add_account")))
    assert first.actor == COMMAND_LINE.name
    assert first.account_id is None
    assert first.after["changed"]["name"] == "organizer"
