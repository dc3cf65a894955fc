"""The store that a command works on."""

import click
from sqlalchemy import Engine

from landtrust.database import open_engine
from landtrust.settings import Settings


def opened_store(settings: Settings) -> Engine:
    """The store that the settings name; its connections are closed when the command ends.

    Raises:
        ConfigurationError: The address cannot be read, or names another kind of database.
    """
    engine = open_engine(settings.database)
    click.get_current_context().call_on_close(engine.dispose)
    return engine
