"""What the audit log calls things can be said in every language."""

from landtrust.model import ownership, stewardship
from landtrust.queries.permissions import LEAST_TIER
from landtrust.web.audit_codes import KNOWN, logged_words
from landtrust.web.wording import code_words

_KEPT_BY_THE_BOOK = {"id", "thing_id", "recorded_from", "recorded_to", "event_id"}


def test_every_action_has_words_that_catalogs_know() -> None:
    assert {code_words(one) for one in LEAST_TIER} - KNOWN == set()


def test_everything_that_the_book_keeps_has_words_that_catalogs_know() -> None:
    records = (one for part in (ownership, stewardship) for one in vars(part).values())
    found = {one.__table__ for one in records if hasattr(one, "__table__")}
    tables = [one for one in found if {"thing_id", "recorded_from"} <= set(one.columns.keys())]
    assert len(tables) > 12
    columns = {column.name for table in tables for column in table.columns} - _KEPT_BY_THE_BOOK
    names = {table.name for table in tables} | columns
    assert {code_words(one) for one in names} - KNOWN == set()


def test_a_thing_is_called_by_its_kind_and_its_number() -> None:
    assert logged_words("property_unit 12") == "Property unit 12"
