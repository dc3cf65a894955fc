"""The command ``landtrust``: its groups, and how an error becomes an exit code."""

import click
from sqlalchemy.exc import DBAPIError

from landtrust.cli.backup import backup, restore
from landtrust.cli.database import database_group
from landtrust.cli.demo import demo
from landtrust.cli.doctor import doctor
from landtrust.cli.export import export_command
from landtrust.cli.holdings import holdings_group
from landtrust.cli.load import load
from landtrust.cli.releases import release_group
from landtrust.cli.serve import serve
from landtrust.cli.sources import sources_group
from landtrust.cli.store_copy import copy_command
from landtrust.cli.suggestions import suggestions_group
from landtrust.cli.tiles import tiles
from landtrust.cli.users import user_group
from landtrust.errors import LandTrustError


class _OneSentence(click.Group):
    """A group that says an error of ours in its own words, without a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours ends it with that error's exit code."""
        try:
            return super().invoke(ctx)
        except LandTrustError as problem:
            click.echo(f"landtrust: {problem.message}", err=True)
            ctx.exit(problem.exit_code)
        except DBAPIError as problem:
            click.echo(f"landtrust: the database failed: {problem.orig}", err=True)
            ctx.exit(LandTrustError.exit_code)
        except OSError as problem:
            click.echo(f"landtrust: {problem.strerror}: {problem.filename}", err=True)
            ctx.exit(LandTrustError.exit_code)


@click.group(cls=_OneSentence, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="landtrust")
def landtrust() -> None:
    """Parcel maps and collective ownership for community land trusts."""


database_group.add_command(copy_command)
for command in (
    backup,
    database_group,
    demo,
    doctor,
    export_command,
    holdings_group,
    load,
    release_group,
    restore,
    serve,
    sources_group,
    suggestions_group,
    tiles,
    user_group,
):
    landtrust.add_command(command)


def main() -> None:
    """Run the command with the arguments of this process."""
    landtrust()
