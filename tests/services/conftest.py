"""What the tests of the book of ownership begin with."""

import pytest
from sqlalchemy import Connection

from tests.book import Town


@pytest.fixture
def town(own_town: Connection) -> Town:
    """A town with a trust."""
    return Town(own_town)
