"""The page that helps, the glossary, and what other pages need to explain a word or a rule."""

from dataclasses import dataclass

from babel import Locale
from flask import Blueprint, render_template, request

from landtrust.domain.tax_sale import next_sale, sales_open
from landtrust.phrases import Phrase
from landtrust.sources.glossary import Term
from landtrust.sources.help_contacts import HelpContact
from landtrust.sources.legal_rules import LegalRule, ReadCopy
from landtrust.web.languages import language, say
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import site
from landtrust.web.standpoints import today
from landtrust.web.wording import join_words

blueprint = Blueprint("help_pages", __name__)

USED_ON = {
    "parcel": Phrase("on the page of a parcel"),
    "help": Phrase("on the help page"),
    "holding": Phrase("on the page of a holding"),
    "family": Phrase("on the page of a family"),
    "recording": Phrase("where something is recorded"),
}
"""What the glossary calls the kinds of page that use a word."""

NEEDS = {
    "taxes": Phrase("Taxes that you cannot pay"),
    "heirs": Phrase("Land that a family owns together"),
    "suggest": Phrase("Suggest this lot to the land trust"),
    "join": Phrase("Join the land trust"),
    "wrong": Phrase("Something here is wrong"),
}
"""What a parcel's page calls the purposes of help."""

OFFICES = {
    "taxes": Phrase(
        "Ask the county tax collector what is owed. If the land was sold for taxes, ask the "
        "chancery clerk what it takes to keep it."
    ),
    "heirs": Phrase(
        "Ask the chancery clerk for the deeds, and a legal aid office what to do next."
    ),
    "land": Phrase(
        "Ask the Secretary of State about land of the State, and the city about land of the city."
    ),
    "wrong": Phrase("Ask the county tax assessor to put the roll right."),
}
"""Whom to ask where the organization names nobody."""


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody may want help with, and who gives it.

    Attributes:
        purpose: A code.
        office: Whom to ask where there are no contacts; empty where nobody is known.
    """

    purpose: str
    words: str
    contacts: tuple[HelpContact, ...]
    office: str


@blueprint.get("/help")
def help_page() -> str:
    """What to do about a tax bill, a family's land, wrong data, or wanting land."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        data = loaded(connection)
    day = today()
    return render_template("help.html", data=data, next_sale=next_sale(day), open=sales_open(day))


@blueprint.get("/glossary")
def glossary_page() -> str:
    """What the words of this site mean."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        data = loaded(connection)
    terms = sorted(site().plain.terms.values(), key=lambda one: say(one.term).casefold())
    return render_template("glossary.html", data=data, terms=terms)


def needs(*purposes: str) -> list[Need]:
    """What somebody may want here, where anybody is known who helps."""
    found = (
        Need(one, say(NEEDS[one]), contacts_for(one), say(OFFICES.get(one, ""))) for one in purposes
    )
    return [one for one in found if one.contacts or one.office]


def term(code: str) -> Term:
    """A term of the glossary."""
    return site().plain.terms[code]


def meaning(code: str) -> str:
    """What a term means, in the language of the page."""
    return say(term(code).meaning)


def legal_rule(code: str) -> LegalRule:
    """A legal rule that a page tells of."""
    return site().plain.rules[code]


def read_words(rule: LegalRule) -> str:
    """On which day a rule was read, and how old the copies were."""
    copies = dict.fromkeys(map(_copy_words, rule.read_in))
    told = Phrase(
        "Read on %(day)s, in %(copies)s.", day=rule.verified_on, copies=join_words(copies)
    )
    return say(told)


def _copy_words(copy: ReadCopy) -> str:
    if copy.of is None:
        return say("a copy without a year")
    if isinstance(copy.of, int):
        return say(Phrase("a copy of %(year)s", year=str(copy.of)))
    return say(Phrase("a copy of %(day)s", day=copy.of))


def contacts_for(purpose: str) -> tuple[HelpContact, ...]:
    """Who helps with this, as the organization says."""
    return site().plain.contacts_for(purpose)


def office_for(purpose: str) -> str:
    """Whom to ask where the organization names nobody."""
    return say(OFFICES[purpose])


def used_on(page: str) -> str:
    """Where a word of the glossary is used: what it calls a kind of page."""
    return say(USED_ON[page])


def language_name(code: str) -> str:
    """What a language is called in the language of the page."""
    names = Locale.parse(language().locale).languages
    return str(names.get(code, code))


FILTERS = {
    "contacts_for": contacts_for,
    "glossary": meaning,
    "language_name": language_name,
    "legal_rule": legal_rule,
    "office_for": office_for,
    "read_words": read_words,
    "term": term,
    "used_on": used_on,
}
"""What templates call these words."""
