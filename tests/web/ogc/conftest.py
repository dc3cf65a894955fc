"""Who asks the interface of the seeded town, in which land is held in common."""

import pytest
from flask import Flask

from tests.web.ogc.asking import Asker


@pytest.fixture
def ask(held_app: Flask) -> Asker:
    """Somebody who asks."""
    return Asker(held_app.test_client())
