"""Passwords that are tried: what is answered, and who has to wait."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, Engine

from landtrust.database import writing
from landtrust.errors import (
    SignInNeeded,
    TooManyAttempts,
)
from landtrust.queries.visibility import Tier
from landtrust.services import passwords
from landtrust.services.accounts import (
    change_password,
    close_account,
)
from landtrust.services.record_book import Actor
from landtrust.services.sign_ins import (
    MOST_OF_A_NAME,
    WINDOW,
    begin_attempt,
    begin_sign_in,
    forget_attempts,
    require_password,
)
from tests.people import PASSWORD, actor, errand, make_person
from tests.services.staff import HASHED, NOW, OTHER, id_of, kept_password


def _tries(office: Connection) -> int:
    """How many tries are counted."""
    return int(office.exec_driver_sql("SELECT count(*) FROM failed_sign_in").scalar_one())


def test_d7_wrong_passwords_of_a_clock_years_ahead_lock_nobody_out(office: Connection) -> None:
    for _ in range(MOST_OF_A_NAME):
        begin_attempt(office, "organizer", NOW + timedelta(days=3650))
    assert begin_attempt(office, "organizer", NOW).name == "organizer"
    assert _tries(office) == 1


def test_a_right_password_says_who_it_is(office: Connection) -> None:
    attempt = begin_attempt(office, " Organizer ", NOW)
    who = require_password(office, attempt, PASSWORD, NOW)
    number = id_of(office, "organizer")
    assert who.actor == Actor("Organizer Example", Tier.ORGANIZER, number)
    assert who.password_hash == kept_password(office, number)
    assert who.password_hash not in repr(who)
    forget_attempts(office, attempt)
    assert _tries(office) == 0


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
        make_person(store, known, hashed=HASHED)
    with writing(store) as office:
        close_account(office, errand("change_account"), id_of(office, "closed"))
        attempt = begin_attempt(office, name, NOW)
        # The one that stands for nobody is made before, as in a server that runs.
        passwords.fits("", None)
        with (
            patch.object(passwords, "_is_right", wraps=passwords._is_right) as looked,  # noqa: SLF001
            pytest.raises(SignInNeeded) as refused,
        ):
            require_password(office, attempt, password, NOW)
    assert refused.value.message == "That name and that password do not go together."
    assert looked.call_count == 1
    typed, compared = looked.call_args.args
    assert len(typed) <= 256
    assert compared.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a5_after_five_wrong_passwords_a_name_waits_whether_known_or_not(
    office: Connection,
) -> None:
    for name in ("organizer", "nobody"):
        for _ in range(MOST_OF_A_NAME):
            begin_attempt(office, name, NOW)
        with pytest.raises(TooManyAttempts) as refused:
            begin_attempt(office, name, NOW + timedelta(minutes=5))
        assert refused.value.retry_after_seconds == 600
        assert begin_attempt(office, name, NOW + WINDOW).name == name


def test_a5_tries_at_once_count_each_other(office: Connection) -> None:
    with patch("landtrust.services.sign_ins.MOST_OF_A_NAME", 50):
        attempts = [begin_attempt(office, "organizer", NOW) for _ in range(MOST_OF_A_NAME + 1)]
    with pytest.raises(TooManyAttempts):
        require_password(office, attempts[0], PASSWORD, NOW)


def test_a5_who_guesses_many_names_keeps_nobody_else_waiting(office: Connection) -> None:
    for number in range(400):
        begin_attempt(office, f"name{number}", NOW)
    assert begin_attempt(office, "organizer", NOW).name == "organizer"


def test_a5_a_browser_in_which_somebody_signed_in_is_counted_by_itself(office: Connection) -> None:
    for _ in range(MOST_OF_A_NAME):
        begin_attempt(office, "organizer", NOW)
    attempt = begin_attempt(office, "organizer", NOW, "a word")
    require_password(office, attempt, PASSWORD, NOW)
    forget_attempts(office, attempt)
    # Whoever guesses elsewhere gains nothing by it.
    with pytest.raises(TooManyAttempts):
        begin_attempt(office, "organizer", NOW)
    for _ in range(MOST_OF_A_NAME):
        begin_attempt(office, "organizer", NOW, "a word")
    for name, word in (("organizer", "a word"), ("organizer", None)):
        with pytest.raises(TooManyAttempts):
            begin_attempt(office, name, NOW, word)


def test_nobody_signs_in_whose_account_was_closed_meanwhile(office: Connection) -> None:
    number = id_of(office, "organizer")
    close_account(office, errand("change_account"), number)
    with pytest.raises(SignInNeeded):
        begin_sign_in(office, errand("sign_in", actor(number)), kept_password(office, number))


def test_nobody_signs_in_with_a_password_that_was_changed_meanwhile(office: Connection) -> None:
    attempt = begin_attempt(office, "organizer", NOW)
    known = require_password(office, attempt, PASSWORD, NOW)
    number = id_of(office, "organizer")
    mine = errand("change_password", actor(number))
    change_password(office, mine, number, OTHER, known.password_hash)
    with pytest.raises(SignInNeeded):
        begin_sign_in(office, errand("sign_in", known.actor), known.password_hash)
    with pytest.raises(SignInNeeded):
        change_password(office, mine, number, HASHED, known.password_hash)
    assert kept_password(office, number) == OTHER
