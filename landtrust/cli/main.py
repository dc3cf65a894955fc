"""The command ``landtrust``: its groups, and how an error becomes an exit code."""

from importlib import import_module

import click
from sqlalchemy.exc import DBAPIError

from landtrust.errors import LandTrustError

_COMMANDS = {
    "backup": "landtrust.cli.backup:backup",
    "database": "landtrust.cli.database:database_group",
    "demo": "landtrust.cli.demo:demo",
    "doctor": "landtrust.cli.doctor:doctor",
    "export": "landtrust.cli.export:export_command",
    "holdings": "landtrust.cli.holdings:holdings_group",
    "load": "landtrust.cli.load:load",
    "release": "landtrust.cli.releases:release_group",
    "restore": "landtrust.cli.backup:restore",
    "serve": "landtrust.cli.serve:serve",
    "sources": "landtrust.cli.sources:sources_group",
    "suggestions": "landtrust.cli.suggestions:suggestions_group",
    "summaries": "landtrust.cli.summaries:summaries_command",
    "tiles": "landtrust.cli.tiles:tiles",
    "user": "landtrust.cli.users:user_group",
}
"""Where each is: to import them all takes longer than most of them do."""


class _OneSentence(click.Group):
    """Commands, imported where they are asked for; an error of ours is one sentence, no trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command by its name."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

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
        except BrokenPipeError:
            raise  # whoever reads our output has enough of it: click ends without a word
        except OSError as problem:
            click.echo(f"landtrust: {problem.strerror}: {problem.filename}", err=True)
            ctx.exit(LandTrustError.exit_code)


@click.group(cls=_OneSentence, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="landtrust")
def landtrust() -> None:
    """Parcel maps and collective ownership for community land trusts."""


def main() -> None:
    """Run the command with the arguments of this process."""
    landtrust()
