"""What the tests of the book of ownership begin with."""

import pytest
from sqlalchemy import Connection

from tests.book import Book, Town
from tests.services.import_desk import desk
from tests.services.staff import office

__all__ = ["desk", "office"]


@pytest.fixture
def book(own_town: Connection) -> Book:
    """The book of a town of the test's own."""
    return Book(own_town)


@pytest.fixture
def town(own_town: Connection) -> Town:
    """A town with a trust."""
    return Town(own_town)
