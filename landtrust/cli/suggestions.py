"""``landtrust suggestions``: what is kept no longer of what residents sent."""

from datetime import UTC, datetime

import click

from landtrust.database import opened_engine, require_current_tables, writing_a_little
from landtrust.services.record_book import COMMAND_LINE, Errand
from landtrust.services.suggestions import tidy_suggestions
from landtrust.settings import read_settings


@click.group("suggestions")
def suggestions_group() -> None:
    """Look after what residents sent."""


@suggestions_group.command("tidy")
def tidy() -> None:
    """Delete names and contacts, and spam, whose time is up.

    The site does the same whenever an organizer reads or decides. Run it daily, as
    deploy/landtrust-tidy.timer does: then it holds also where nobody looks for weeks.
    """
    errand = Errand(COMMAND_LINE, "tidy_suggestions", datetime.now(UTC))
    with opened_engine(read_settings().database) as engine:
        require_current_tables(engine)
        with writing_a_little(engine, erases=True) as connection:
            done = tidy_suggestions(connection, errand)
    click.echo(f"Names and contacts deleted: {len(done.senders)}. Spam deleted: {len(done.spam)}.")
