"""``landtrust release``: datasets that can be cited, and never change."""

from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.console import Console
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.database import opened_engine, require_current_tables, writing_a_little
from landtrust.domain.release_names import Version, parse_version, require_dataset_name
from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput
from landtrust.exports.releases.folder import ReleaseFolder
from landtrust.exports.releases.licences import LICENCES
from landtrust.exports.releases.making import ABOUT, TITLE, Known, Plan, write_release
from landtrust.exports.releases.manifest import SUMS, Release, Withdrawn
from landtrust.exports.releases.tables import Reading
from landtrust.queries.releases import MAKE_RELEASE, WITHDRAW_RELEASE
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier, hidden_kinds
from landtrust.services.record_book import COMMAND_LINE, Errand
from landtrust.services.releases import record_release, record_withdrawal
from landtrust.settings import Settings, read_settings
from landtrust.sources.catalog import load_sources
from landtrust.sources.codes import map_classes
from landtrust.sources.fingerprints import sha256_of_file

_MEGABYTE = 1_000_000
_NO_ADDRESS = (
    "Warning: LANDTRUST_BASE_URL is not set. The citation in this release will have no address, "
    "and a release never changes: set it before a release that people are to cite."
)

_BY_ITS_NAME = "The release is withdrawn by its name, and its page has no other title."


@click.group("release")
def release_group() -> None:
    """Release the public data as datasets that can be cited."""


@release_group.command("make")
@click.argument("name")
@click.option(
    "--version",
    metavar="DAY",
    help="The day of the release, such as 2026-11-26; 2026-11-26.2 is a second one of that day. "
    "Default: today (UTC).",
)
@click.option("--title", help=f"Default: that of the release before, or “{TITLE}”.")
@click.option("--about", help="What it is, in a sentence or two. Default: as before, or ours.")
@click.option(
    "--licence",
    type=click.Choice(list(LICENCES)),
    help="Under which the organization gives what is its own, as its book; sources keep theirs. "
    "Default: as before.",
)
def make_command(
    name: str, version: str | None, title: str | None, about: str | None, licence: str | None
) -> None:
    """Release everything that is public now as a version of the dataset NAME.

    Its page is /datasets/NAME/VERSION. It has every parcel as GeoParquet, GeoPackage, GeoJSON and
    CSV, changes, land held in common, counties and regions, a data dictionary, checksums, the
    terms of each source, how to cite it, and what is other than in the release before.

    The same data give the same bytes. A release is never written over: a mistake is withdrawn.
    """
    settings, now = read_settings(), datetime.now(UTC)
    folder = ReleaseFolder(settings.releases_folder)
    wanted = _wanted_version(version, now.date())
    former = folder.newest_whole(require_dataset_name(name))
    plan = Plan(
        name=name,
        version=str(wanted),
        title=_words("title", title) or (former.title if former else str(TITLE)),
        about=_words("about", about) or (former.about if former else str(ABOUT)),
        publisher=settings.organization,
        address=_address(settings, name, str(wanted)),
        licence=licence or (former.licence if former else None),
    )
    if plan.address is None:
        click.echo(_NO_ADDRESS, err=True)
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    require_current_tables(engine)
    with Console(stderr=True).status(f"Writing {name} {plan.version} …"):
        release = make_release(engine, folder, plan, Errand(COMMAND_LINE, MAKE_RELEASE, now))
    click.echo(_told(release, folder))


@release_group.command("list")
def list_command() -> None:
    """List every release, the newest of each dataset first."""
    folder = ReleaseFolder(read_settings().releases_folder)
    found = [one for name in folder.names() for one in folder.versions(name)]
    for one in found:
        state = f"withdrawn on {one.on}: {one.why}" if isinstance(one, Withdrawn) else one.title
        click.echo(f"{one.name} {one.version}: {state}")
    if not found:
        click.echo("Nothing is released yet.")


@release_group.command("withdraw")
@click.argument("name")
@click.argument("version")
@click.option("--why", required=True, help="The reason, which anybody can read.")
def withdraw_command(name: str, version: str, why: str) -> None:
    """Take a release back, as where it names somebody who must be hidden.

    The files of VERSION of the dataset NAME are deleted. Its page stays, and says when it was
    withdrawn, and why. One that is damaged, and says nothing of itself, can be withdrawn too.
    """
    settings, now = read_settings(), datetime.now(UTC)
    folder = ReleaseFolder(settings.releases_folder)
    reason = _words("why", why)
    if reason is None:
        raise InvalidInput("why: say the reason; anybody can read it.")
    errand = Errand(COMMAND_LINE, WITHDRAW_RELEASE, now, why=reason)
    engine = click.get_current_context().with_resource(opened_engine(settings.database))
    require_current_tables(engine)
    unread = folder.unreadable(name, version)
    if unread is not None:
        click.echo(f"Warning: {unread} {_BY_ITS_NAME}", err=True)
    word = Withdrawn(
        name=name,
        title=name,
        version=version,
        publisher=settings.organization,
        address=_address(settings, name, version),
        on=now.date(),
        why=reason,
    )
    withdrawn = withdraw_release(engine, folder, word, errand)
    click.echo(f"{name} {version} is withdrawn since {withdrawn.on}: {withdrawn.why}")


def make_release(engine: Engine, folder: ReleaseFolder, plan: Plan, errand: Errand) -> Release:
    """Write a release, and publish it: whole, or not at all.

    Args:
        engine: The database.
        folder: Of all releases.
        plan: What it is called.
        errand: Who makes it.

    Raises:
        RuleBroken: There is such a release, or a later one.
        LandTrustError: It could not be written.
    """
    with folder.making(plan.name, plan.version) as room:
        former = folder.newest_whole(plan.name)
        before = (former, folder.of(former)) if former else None
        with engine.connect() as connection:
            reading = Reading(connection, all_snapshots(connection))
            known = known_codes_and_sources(data_folder())
            release = write_release(plan, reading, known, room, before)
        with writing_a_little(engine) as connection:
            sha256 = sha256_of_file(room / SUMS)
            record_release(connection, errand, plan.name, plan.version, sha256)
            # The last that can fail: what is recorded then is what is there.
            folder.publish(room, plan.name)
    return release


def known_codes_and_sources(data: Path) -> Known:
    """What the site knows, as the public may.

    Args:
        data: Where sources and codes lie.
    """
    classes = map_classes(data).without("owner_kind", hidden_kinds(Tier.PUBLIC))
    return Known(classes, load_sources(data / "sources"))


def withdraw_release(
    engine: Engine, folder: ReleaseFolder, word: Withdrawn, errand: Errand
) -> Withdrawn:
    """Take a release back; one that was withdrawn before is only tidied.

    Args:
        engine: The database.
        folder: Of all releases.
        word: Which, when and why; its title, publisher and address are for a release that cannot
            be read: any other says its own.
        errand: Who withdraws it, and why.

    Raises:
        NotFound: There is no such release.
    """
    if folder.unreadable(word.name, word.version) is None:
        found = folder.require(word.name, word.version)
        if isinstance(found, Withdrawn):
            folder.withdraw(found)
            return found
        own = {"title": found.title, "publisher": found.publisher, "address": found.address}
        word = word.model_copy(update=own)
    with writing_a_little(engine) as connection:
        record_withdrawal(connection, errand, word.name, word.version)
        folder.withdraw(word)
    return word


def _wanted_version(given: str | None, today: date) -> Version:
    if given is None:
        return Version(today)
    wanted = parse_version(given)
    if wanted.day > today:
        raise InvalidInput(f"version: {wanted.day} is still to come.", parameter="version")
    return wanted


def _words(parameter: str, given: str | None) -> str | None:
    """One line of text; None where nothing is said."""
    words = clean_text(given or "")
    most = 1_000
    if len(words) > most:
        raise InvalidInput(f"{parameter}: at most {most:,} characters.", parameter=parameter)
    return words or None


def _address(settings: Settings, name: str, version: str) -> str | None:
    base = settings.base_url
    return f"{base.rstrip('/')}/datasets/{name}/{version}" if base else None


def _told(release: Release, folder: ReleaseFolder) -> str:
    size = sum(one.size_bytes for one in release.files) / _MEGABYTE
    return (
        f"{release.name} {release.version} is released: {len(release.files)} files, {size:,.1f} "
        f"MB, in {folder.of(release)}."
    )
