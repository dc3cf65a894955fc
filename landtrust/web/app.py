"""The Flask app: settings in, an app out."""

import gc

from flask import Flask
from sqlalchemy import Engine

from landtrust.assets import data_folder, static_folder, templates_folder
from landtrust.database import open_engine, require_current_tables
from landtrust.errors import ConfigurationError
from landtrust.exports.ready_files import ReadyFolder
from landtrust.exports.tile_archive import TileFolder
from landtrust.logs import set_up_logs
from landtrust.postgresql import Limits
from landtrust.settings import Settings, read_settings
from landtrust.sources.codes import map_classes
from landtrust.sources.plain_texts import read_plain_texts
from landtrust.web import (
    account_pages,
    audit_codes,
    audit_pages,
    audit_words,
    board_pages,
    dataset_pages,
    download_pages,
    downloads,
    duty_pages,
    family_pages,
    family_words,
    finding_pages,
    growth_pages,
    help_pages,
    holding_pages,
    holdings_files,
    invitation_pages,
    map_page,
    near_pages,
    notebook_file,
    offline,
    ownership_words,
    paper_pages,
    parcel_files,
    parcel_pages,
    party_pages,
    place_pages,
    share_pages,
    sign_in_pages,
    snapshot_list,
    suggest_pages,
    suggestion_desk,
    suggestion_pages,
    summary_files,
    wording,
)
from landtrust.web.addresses import remember_addresses
from landtrust.web.body_limits import limit_bodies
from landtrust.web.errors import register_errors
from landtrust.web.forms import protect_forms
from landtrust.web.health_pages import health_pages
from landtrust.web.languages import for_each_page, speak
from landtrust.web.lot_names import lot_name
from landtrust.web.metrics import Metrics, metrics_page
from landtrust.web.ogc.interface import add_ogc_interface
from landtrust.web.open_answers import open_files
from landtrust.web.owner_words import readable_name
from landtrust.web.paper_homes import holding_address, party_address
from landtrust.web.recording import pages as recording_pages
from landtrust.web.remark_words import remark_sentences
from landtrust.web.route_numbers import limit_route_numbers
from landtrust.web.security import protect
from landtrust.web.sent_files import READY_EXTENSION
from landtrust.web.sessions import keep_sessions
from landtrust.web.site import EXTENSION, Site
from landtrust.web.smaller_answers import compress_texts
from landtrust.web.static_files import serve_static_files
from landtrust.web.suggestion_words import PUBLIC_KIND_WORDS
from landtrust.web.tile_pages import tile_pages
from landtrust.web.turns import Turns, answer_in_turn, pages_at_once
from landtrust.web.unkept import keep_no_searches
from landtrust.web.uploads import take_uploads
from landtrust.web.watching import Watcher, log_access, watch

_NEW_OBJECTS = 20_000
"""A page makes some thousands of objects, few of which point at each other in a circle."""

LARGEST_BODY = 64 * 1024
"""Bytes that a request may send: nothing here takes more than a form."""

_FILTERS = {
    "acre_number": wording.format_acre_number,
    "acres": wording.format_acres,
    "change": wording.change_words,
    "day": wording.format_day,
    "form_sentence": wording.form_sentence,
    "kilobytes": wording.format_kilobytes,
    "paper_place": wording.paper_place,
    "dollars": wording.format_dollars,
    "file_size": wording.format_file_size,
    "feet": wording.format_feet,
    "metres": wording.format_metres,
    "moment": wording.format_moment,
    "number_scheme": wording.number_scheme,
    "readable": readable_name,
    "remarks": remark_sentences,
    "role": wording.role_word,
    "share": wording.format_share,
    "span": wording.format_span,
    "stated": wording.stated,
    "as_recorded": audit_words.as_recorded,
    "logged_words": audit_codes.logged_words,
    "worded": wording.worded,
}


_PAGES = (
    account_pages,
    audit_pages,
    board_pages,
    dataset_pages,
    download_pages,
    duty_pages,
    family_pages,
    finding_pages,
    growth_pages,
    help_pages,
    holdings_files,
    holding_pages,
    invitation_pages,
    map_page,
    near_pages,
    notebook_file,
    offline,
    paper_pages,
    parcel_files,
    parcel_pages,
    party_pages,
    place_pages,
    share_pages,
    recording_pages,
    sign_in_pages,
    snapshot_list,
    suggest_pages,
    suggestion_desk,
    suggestion_pages,
    summary_files,
)


class _Pages(Flask):
    """Flask, but for what it writes into the log of an error: the address that was asked for."""

    def log_exception(self, *_given: object) -> None:
        """Nothing: the table of errors writes it down, with the id of the request."""


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """The app of one site.

    Args:
        settings: What the organization set.
        engine: The database; None opens the one that the settings name.

    Raises:
        ConfigurationError: The database's tables are not those of this program, a code list or
            a setting cannot work, or the app would show its insides to whoever asks.
    """
    read_from, write_to = _opened(settings, engine)
    plain = read_plain_texts(data_folder(), settings.help_contacts)
    here = Site(settings, read_from, write_to, map_classes(data_folder()), plain)
    for one in {here.engine, here.writing_engine}:
        require_current_tables(one)
    app = _Pages(
        "landtrust", static_folder=static_folder(), template_folder=str(templates_folder())
    )
    if app.debug:
        raise ConfigurationError("FLASK_DEBUG is set: errors would show passwords. Unset it.")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=100)
    app.extensions[EXTENSION] = here
    compress_texts(app)
    speak(app)
    remember_addresses(app)
    limit_route_numbers(app)
    _watch(app, here)
    keep_sessions(app, settings)
    take_uploads(app, settings)
    limit_bodies(app)
    protect_forms(app, settings)
    words = ownership_words.FILTERS | family_words.FILTERS | help_pages.FILTERS
    app.jinja_env.filters.update(for_each_page(_FILTERS | words))
    app.jinja_env.globals["organization"] = settings.organization
    app.jinja_env.globals["said_words"] = PUBLIC_KIND_WORDS
    app.jinja_env.globals.update(
        holding_address=holding_address, lot_name=lot_name, party_address=party_address
    )
    app.jinja_env.globals["contact"] = wording.contact_link(settings.contact)
    tiles = TileFolder(settings.tiles_folder)
    # Each module of pages exports its `blueprint` (the contract between the pages and the app).
    app.extensions[READY_EXTENSION] = ReadyFolder(settings.ready_folder)
    app.register_blueprint(tile_pages(tiles))
    app.register_blueprint(health_pages(tiles))
    for pages in _PAGES:
        app.register_blueprint(pages.blueprint)
    add_ogc_interface(app)
    open_files(app)
    serve_static_files(app)
    keep_no_searches(app)
    protect(app, settings.base_map_url, settings.tiles_url)
    register_errors(app)
    answer_in_turn(app, Turns(pages_at_once(here.engine)))
    return app


def _watch(app: Flask, here: Site) -> None:
    """What each request tells the log and the metrics, as far as either is wanted."""
    watchers: list[Watcher] = [log_access] if here.settings.access_log else []
    tell = None
    if here.settings.metrics:
        metrics = Metrics(here.engine, downloads.MOST_AT_ONCE)
        watchers.append(metrics.count)
        tell = metrics.count_downloads
        app.register_blueprint(metrics_page(metrics))
    app.extensions[downloads.EXTENSION] = downloads.Downloads(tell=tell)
    watch(app, *watchers)


def _opened(settings: Settings, engine: Engine | None) -> tuple[Engine, Engine]:
    """What pages are read from, and what forms are written to; the same where nothing is said."""
    if engine is not None:
        return engine, engine
    limits = Limits(settings.database_connections, settings.statement_seconds)
    written = open_engine(settings.database, limits)
    if settings.read_database_url is None:
        return written, written
    return open_engine(settings.read_database_url, limits), written


def create_from_environment() -> Flask:
    """The app as the environment sets it: what a server calls.

    Raises:
        ConfigurationError: The settings cannot work.
    """
    settings = read_settings()
    set_up_logs(settings.log_level)
    app = create_app(settings)
    _search_seldom()
    return app


def _search_seldom() -> None:
    """Look for circles of forgotten objects once in some pages, and never among what stays.

    Python looks for them after each 700 new objects, now and then among all of them: a tenth of
    a page's time went into walking through libraries and settings that are there for good.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
