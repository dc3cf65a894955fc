"""What the tests of the book of ownership begin with."""

import pytest
from sqlalchemy import Connection

from tests.book import Town
from tests.services.import_desk import desk
from tests.services.staff import book

__all__ = ["book", "desk"]


@pytest.fixture
def town(own_town: Connection) -> Town:
    """A town with a trust."""
    return Town(own_town)
