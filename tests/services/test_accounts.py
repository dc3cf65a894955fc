"""Accounts, sign-ins and invitations, on either store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, Engine

from landtrust.database import writing
from landtrust.domain.sign_ins import IDLE, LONGEST
from landtrust.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
    SignInNeeded,
    TooManyAttempts,
)
from landtrust.queries.accounts import (
    SignedIn,
    account,
    account_named,
    accounts,
    invitation,
    open_invitations,
    signed_in,
)
from landtrust.queries.audit import AuditFilter, audit_page, audit_words, stream_audit
from landtrust.queries.visibility import Tier
from landtrust.services import passwords
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
from landtrust.services.record_book import COMMAND_LINE, Actor, Errand
from landtrust.services.refusals import record_refusal
from landtrust.services.sign_ins import (
    MOST_OF_A_NAME,
    SEEN_STEP,
    WINDOW,
    begin_attempt,
    begin_sign_in,
    end_sign_in,
    forget_attempts,
    is_due,
    keep_signed_in,
    require_password,
)
from tests.people import PASSWORD, actor, errand, make_person

NOW = datetime(2026, 3, 8, 7, 59, tzinfo=UTC)
"""A minute before the clocks of Chicago go forward."""

COMMON = frozenset({"password", "dragon"})
HASHED = password_hash(PASSWORD, ())
OTHER = password_hash("other " + PASSWORD, ())


@pytest.fixture
def book(store: Engine) -> Iterator[Connection]:
    """A store with one steward and one organizer, being written to."""
    make_person(store, "steward", "steward")
    make_person(store, "organizer", "organizer")
    with writing(store) as connection:
        yield connection


def _id(book: Connection, name: str) -> int:
    return account_named(book, name).id


def _kept(book: Connection, number: int) -> str:
    """The fingerprint of somebody's password."""
    asked = "SELECT password_hash FROM account WHERE id = " + str(number)  # noqa: S608
    return str(book.exec_driver_sql(asked).scalar_one())


def _signed_in(book: Connection, name: str, now: datetime = NOW) -> tuple[str, SignedIn]:
    found = account_named(book, name)
    begun = Errand(actor(found.id, found.role), "sign_in", now)
    token = begin_sign_in(book, begun, _kept(book, found.id))
    known = signed_in(book, token, now)
    assert known is not None
    return token, known


def test_an_account_is_listed_as_it_was_made(book: Connection) -> None:
    found = account(book, _id(book, "organizer"))
    assert (found.name, found.display_name, found.role) == (
        "organizer",
        "Organizer Example",
        "organizer",
    )
    assert found.is_open
    assert found in accounts(book)


@pytest.mark.parametrize(
    "wanted",
    [
        NewAccount("a b", "Ann", "organizer", HASHED),
        NewAccount("ann", "\u200b \n", "organizer", HASHED),
        NewAccount("ann", "A" * 81, "organizer", HASHED),
        NewAccount("ann", "Ann", "admin", HASHED),
    ],
)
def test_an_account_that_cannot_be_is_refused(book: Connection, wanted: NewAccount) -> None:
    with pytest.raises(InvalidInput):
        add_account(book, errand("add_account"), wanted)


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


def test_two_people_never_have_the_same_name(book: Connection) -> None:
    twin = NewAccount("ＯＲＧＡＮＩＺＥＲ", "Twin", "organizer", HASHED)  # noqa: RUF001
    with pytest.raises(RuleBroken, match="“organizer” already"):
        add_account(book, errand("add_account"), twin)


def test_only_stewards_make_accounts(book: Connection) -> None:
    with pytest.raises(NotAllowed):
        add_account(
            book,
            errand("add_account", actor(1)),
            NewAccount("ann", "Ann", "steward", HASHED),
        )


def test_who_is_not_there_cannot_be_changed(book: Connection) -> None:
    with pytest.raises(NotFound):
        close_account(book, errand("change_account"), 999)
    with pytest.raises(NotFound):
        account_named(book, "nobody")


def test_one_steward_is_always_left(book: Connection) -> None:
    first, second = _id(book, "steward"), _id(book, "organizer")
    with pytest.raises(RuleBroken):
        close_account(book, errand("change_account"), first)
    change_role(book, errand("change_account"), second, "steward")
    change_role(book, errand("change_account"), first, "organizer")
    with pytest.raises(RuleBroken):
        change_role(book, errand("change_account"), second, "organizer")
    close_account(book, errand("change_account"), first)
    close_account(book, errand("change_account"), first)
    open_account(book, errand("change_account"), first)
    assert account(book, first).is_open


@pytest.mark.parametrize("what", ["close", "role", "password", "out"])
def test_what_changes_an_account_ends_what_is_signed_in(book: Connection, what: str) -> None:
    token, known = _signed_in(book, "organizer")
    other, _ = _signed_in(book, "organizer")
    if what == "close":
        close_account(book, errand("change_account"), known.account_id)
    elif what == "role":
        change_role(book, errand("change_account"), known.account_id, "steward")
    elif what == "password":
        change_password(book, errand("change_password"), known.account_id, HASHED)
    else:
        end_sign_in(book, errand("sign_out", actor(known.account_id)), known)
    assert signed_in(book, token, NOW) is None
    assert (signed_in(book, other, NOW) is not None) == (what == "out")


def test_nobody_changes_the_password_of_another(book: Connection) -> None:
    mine, other = _id(book, "steward"), _id(book, "organizer")
    with pytest.raises(NotAllowed):
        change_password(book, errand("change_password", actor(mine, "steward")), other, HASHED)


def test_another_name_is_read_from_now_on_and_not_before(book: Connection) -> None:
    number = _id(book, "organizer")
    change_display_name(book, errand("change_account"), number, "  Ann\u202e  Example\n")
    assert account(book, number).display_name == "Ann Example"


def test_a_sign_in_ends_by_itself(book: Connection) -> None:
    token, known = _signed_in(book, "organizer")
    assert signed_in(book, token, NOW + IDLE - timedelta(seconds=1))
    assert signed_in(book, token, NOW + IDLE) is None
    at = NOW
    while at + SEEN_STEP * 90 < NOW + LONGEST:
        at += SEEN_STEP * 90
        keep_signed_in(book, known, at)
        assert signed_in(book, token, at)
    assert signed_in(book, token, NOW + LONGEST) is None


def test_use_is_written_down_now_and_then_and_never_backward(book: Connection) -> None:
    token, known = _signed_in(book, "organizer")
    assert not is_due(known, NOW + SEEN_STEP - timedelta(seconds=1))
    assert is_due(known, NOW + SEEN_STEP)
    keep_signed_in(book, known, NOW - timedelta(hours=1))
    still = signed_in(book, token, NOW)
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
    book: Connection, clock: datetime, *, counts: bool
) -> None:
    token, _ = _signed_in(book, "organizer")
    assert (signed_in(book, token, clock) is not None) == counts


def test_d7_wrong_passwords_of_a_clock_years_ahead_lock_nobody_out(book: Connection) -> None:
    for _ in range(MOST_OF_A_NAME):
        begin_attempt(book, "organizer", NOW + timedelta(days=3650))
    assert begin_attempt(book, "organizer", NOW).name == "organizer"
    assert _tries(book) == 1


def _tries(book: Connection) -> int:
    """How many tries are counted."""
    return int(book.exec_driver_sql("SELECT count(*) FROM failed_sign_in").scalar_one())


def test_a_right_password_says_who_it_is(book: Connection) -> None:
    attempt = begin_attempt(book, " Organizer ", NOW)
    who = require_password(book, attempt, PASSWORD, NOW)
    number = _id(book, "organizer")
    assert who.actor == Actor("Organizer Example", Tier.ORGANIZER, number)
    assert who.password_hash == _kept(book, number)
    assert who.password_hash not in repr(who)
    forget_attempts(book, attempt)
    assert _tries(book) == 0


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("organizer", "wrong"),
        ("nobody", PASSWORD),
        ("closed", PASSWORD),
        ("", ""),
        ("organizer", "x" * 1_000_000),
        ("organizer", PASSWORD + "\0"),
        ("o" * 10_000, "\ud800"),
        ("organ\0izer", PASSWORD),
        ("organizer\ud800", PASSWORD),
    ],
)
def test_known_and_unknown_names_get_one_answer_and_one_computation(
    store: Engine, name: str, password: str
) -> None:
    for known in ("organizer", "closed"):
        make_person(store, known)
    with writing(store) as book:
        close_account(book, errand("change_account"), _id(book, "closed"))
        attempt = begin_attempt(book, name, NOW)
        # The one that stands for nobody is made before, as in a server that runs.
        passwords.fits("", None)
        with (
            patch.object(passwords, "_is_right", wraps=passwords._is_right) as looked,  # noqa: SLF001
            pytest.raises(SignInNeeded) as refused,
        ):
            require_password(book, attempt, password, NOW)
    assert refused.value.message == "That name and that password do not go together."
    assert looked.call_count == 1
    typed, compared = looked.call_args.args
    assert len(typed) <= 256
    assert compared.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a5_after_five_wrong_passwords_a_name_waits_whether_known_or_not(book: Connection) -> None:
    for name in ("organizer", "nobody"):
        for _ in range(MOST_OF_A_NAME):
            begin_attempt(book, name, NOW)
        with pytest.raises(TooManyAttempts) as refused:
            begin_attempt(book, name, NOW + timedelta(minutes=5))
        assert refused.value.retry_after_seconds == 600
        assert begin_attempt(book, name, NOW + WINDOW).name == name


def test_a5_tries_at_once_count_each_other(book: Connection) -> None:
    with patch("landtrust.services.sign_ins.MOST_OF_A_NAME", 50):
        attempts = [begin_attempt(book, "organizer", NOW) for _ in range(MOST_OF_A_NAME + 1)]
    with pytest.raises(TooManyAttempts):
        require_password(book, attempts[0], PASSWORD, NOW)


def test_a5_who_guesses_many_names_keeps_nobody_else_waiting(book: Connection) -> None:
    for number in range(400):
        begin_attempt(book, f"name{number}", NOW)
    assert begin_attempt(book, "organizer", NOW).name == "organizer"


def test_a5_a_browser_in_which_somebody_signed_in_is_counted_by_itself(book: Connection) -> None:
    for _ in range(MOST_OF_A_NAME):
        begin_attempt(book, "organizer", NOW)
    attempt = begin_attempt(book, "organizer", NOW, "a word")
    require_password(book, attempt, PASSWORD, NOW)
    forget_attempts(book, attempt)
    # Whoever guesses elsewhere gains nothing by it.
    with pytest.raises(TooManyAttempts):
        begin_attempt(book, "organizer", NOW)
    for _ in range(MOST_OF_A_NAME):
        begin_attempt(book, "organizer", NOW, "a word")
    for name, word in (("organizer", "a word"), ("organizer", None)):
        with pytest.raises(TooManyAttempts):
            begin_attempt(book, name, NOW, word)


def test_nobody_signs_in_whose_account_was_closed_meanwhile(book: Connection) -> None:
    number = _id(book, "organizer")
    close_account(book, errand("change_account"), number)
    with pytest.raises(SignInNeeded):
        begin_sign_in(book, errand("sign_in", actor(number)), _kept(book, number))


def test_nobody_signs_in_with_a_password_that_was_changed_meanwhile(book: Connection) -> None:
    attempt = begin_attempt(book, "organizer", NOW)
    known = require_password(book, attempt, PASSWORD, NOW)
    number = _id(book, "organizer")
    mine = errand("change_password", actor(number))
    change_password(book, mine, number, OTHER, known.password_hash)
    with pytest.raises(SignInNeeded):
        begin_sign_in(book, errand("sign_in", known.actor), known.password_hash)
    with pytest.raises(SignInNeeded):
        change_password(book, mine, number, HASHED, known.password_hash)
    assert _kept(book, number) == OTHER


def test_the_store_keeps_no_word_that_a_browser_has(book: Connection) -> None:
    token, _ = _signed_in(book, "organizer")
    link = invite(book, errand("invite"), "Nell", "organizer")
    for table in ("sign_in", "invitation", "audit_event"):
        rows = repr(book.exec_driver_sql(f"SELECT * FROM {table}").all())  # noqa: S608
        assert token not in rows
        assert link not in rows


def test_an_invitation_works_once_and_gives_its_own_role(book: Connection) -> None:
    link = invite(book, errand("invite"), "Nell", "organizer")
    nobody = Actor("Nell", Tier.PUBLIC)
    answer = Answer("nell", "Nell\r\n Newcomer\u202e", HASHED)
    made = accept_invitation(book, errand("accept_invitation", nobody), link, answer)
    assert (made.name, made.tier) == ("Nell Newcomer", Tier.ORGANIZER)
    assert account_named(book, "nell").role == "organizer"
    with pytest.raises(NotFound):
        accept_invitation(book, errand("accept_invitation", nobody), link, answer)


def test_an_invitation_ends(book: Connection) -> None:
    made = errand("invite")
    link = invite(book, made, "Nell", "organizer")
    assert invitation(book, link, made.now + LASTS - timedelta(seconds=1)).invited_name == "Nell"
    with pytest.raises(NotFound):
        invitation(book, link, made.now + LASTS)
    assert open_invitations(book, made.now + LASTS) == []


def test_an_invitation_is_withdrawn_once(book: Connection) -> None:
    by = errand("invite", actor(_id(book, "steward"), "steward"))
    link = invite(book, by, "Nell", "organizer")
    (one,) = open_invitations(book, by.now)
    assert one.invited_by == "Steward Example"
    withdraw_invitation(book, errand("withdraw_invitation"), one.id)
    for refused in (
        lambda: withdraw_invitation(book, errand("withdraw_invitation"), one.id),
        lambda: invitation(book, link, by.now),
    ):
        with pytest.raises(NotFound):
            refused()


@pytest.mark.parametrize("what", ["close", "role"])
def test_an_invitation_does_not_outlive_what_its_maker_may_do(book: Connection, what: str) -> None:
    make = errand("add_account"), NewAccount("ann", "Ann", "steward", HASHED)
    number = add_account(book, *make)
    link = invite(book, errand("invite", actor(number, "steward")), "A friend", "steward")
    kept = invite(book, errand("invite"), "Nell", "organizer")
    if what == "close":
        close_account(book, errand("change_account"), number)
    else:
        change_role(book, errand("change_account"), number, "organizer")
    with pytest.raises(NotFound):
        invitation(book, link, errand("invite").now)
    assert invitation(book, kept, errand("invite").now).invited_name == "Nell"
    (told,) = list(stream_audit(book, AuditFilter(action="change_account")))
    assert len(told.after["withdrawn"]["invitations"]) == 1


def test_the_log_is_read_by_person_action_subject_and_day(book: Connection) -> None:
    record_refusal(book, errand("be_refused", actor(_id(book, "organizer"))), "GET /accounts")
    people, actions = audit_words(book)
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
        assert len(list(stream_audit(book, wanted))) == expected
    page = audit_page(book, AuditFilter(), 2)
    assert page.older == page.events[-1].id
    rest = audit_page(book, AuditFilter(), 2, page.older)
    assert (len(rest.events), rest.older) == (1, None)


def test_what_the_command_line_does_is_in_the_log(book: Connection) -> None:
    (first, *_) = list(stream_audit(book, AuditFilter(action="add_account")))
    assert first.actor == COMMAND_LINE.name
    assert first.account_id is None
    assert first.after["changed"]["name"] == "organizer"
