"""The glossary, the legal rules and the contacts: what lies here, and what is refused."""

import re
import shutil
from pathlib import Path

import pytest

from landtrust.assets import data_folder, templates_folder
from landtrust.errors import ConfigurationError
from landtrust.settings import Settings
from landtrust.sources.help_contacts import help_contacts
from landtrust.sources.plain_texts import read_plain_texts
from landtrust.web.app import create_app
from landtrust.web.parcel_words import TERMS

PLAIN = read_plain_texts(data_folder(), None)
FOLDER = {
    "parcel": ("parcel.html", "parcel_drawing.html"),
    "help": ("help.html",),
    "holding": ("holding.html", "holding_lease.html", "party.html"),
    "family": ("family.html",),
}


def test_every_rule_says_whose_it_is_and_when_it_was_read() -> None:
    assert len(PLAIN.rules) >= 14
    for rule in PLAIN.rules.values():
        assert all(re.search(r"Miss\.|Mississippi", one) for one in rule.citations), rule.code
        assert rule.verified_on.year >= 2026
        assert rule.says.endswith(".")


def test_the_two_rules_on_corporations_stand_side_by_side() -> None:
    rule = PLAIN.rules["corporations"]
    assert rule.unsettled
    assert any("1-11-1.3" in one for one in rule.citations)
    assert any("29-1-75" in one for one in rule.citations)
    assert "ask a lawyer" in rule.says


def test_the_other_rules_of_the_domain_are_there_with_their_sections() -> None:
    sections = {
        "tax_sale": "27-41-59", "redemption": "27-45-3", "notice": "27-43-1",
        "tax_deed": "27-45-23", "certified": "27-45-21", "priority": "29-1-21",
        "acres_a_year": "29-1-73", "city_surplus": "21-17-1", "advertised": "27-41-55",
    }  # fmt: skip
    for code, section in sections.items():
        assert any(section in one for one in PLAIN.rules[code].citations), code


def test_every_text_is_offered_to_those_who_translate() -> None:
    texts = list(PLAIN.texts)
    assert len(texts) == 2 * (len(PLAIN.terms) + len(PLAIN.rules))
    assert all(texts)


def test_a_term_is_used_where_it_says() -> None:
    sentences = {code for codes in TERMS.values() for code in codes} | {"tax_roll"}
    text = {
        page: "".join((templates_folder() / name).read_text("utf-8") for name in names)
        for page, names in FOLDER.items()
    }
    for term in PLAIN.terms.values():
        for page in set(term.used_on) & {"parcel", "help", "holding"}:
            says = f'"{term.code}"' in text[page] or term.term.lower() in text[page].lower()
            assert says or (page == "parcel" and term.code in sentences), (term.code, page)


CONTACTS = """
[[contacts]]
purposes = ["taxes", "ask"]
name = "The Example Land Office"
phone = "(601) 555-0100"
languages = ["en", "es"]

[[contacts]]
purposes = ["join"]
name = "The trust"
url = "https://example.org/join"
"""


def test_contacts_are_found_by_what_they_help_with(tmp_path: Path) -> None:
    path = tmp_path / "contacts.toml"
    path.write_text(CONTACTS, "utf-8")
    plain = read_plain_texts(data_folder(), path)
    assert [one.name for one in plain.contacts_for("taxes")] == ["The Example Land Office"]
    assert [one.name for one in plain.contacts_for("join")] == ["The trust"]
    # Who helps with anything helps with this too.
    assert [one.name for one in plain.contacts_for("heirs")] == ["The Example Land Office"]
    assert read_plain_texts(data_folder(), None).contacts_for("taxes") == ()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("contacts = 3", "contacts.toml: contacts: "),
        ("[[contacts]]\nname = 'A'\nphone = '601 555 0100'", "contacts.0.purposes: Field required"),
        ("[[contacts]]\npurposes = ['money']\nname = 'A'\nphone = '601 555 0100'", "purposes.0"),
        ("[[contacts]]\npurposes = ['ask']\nname = 'A'", "a phone, an email or a url"),
        ("[[contacts]]\npurposes = ['ask']\nname = 'A'\nurl = 'javascript:alert(1)'", "url: "),
        ("[[contacts]]\npurposes = ['ask']\nname = 'A'\nphone = 'call us'", "phone: "),
        ("[[contacts]]\npurposes = ['ask']\nname = 'A'\nemail = 'us'", "email: "),
        ("[[contacts]]\npurposes = ['ask']\nname = 'A'\nfax = '1'", "fax: "),
        ("[[contacts", "contacts.toml: "),
        ("", "contacts: Field required"),
    ],
)
def test_a_site_does_not_start_with_contacts_that_cannot_work(
    tmp_path: Path, written: str, told: str
) -> None:
    path = tmp_path / "contacts.toml"
    path.write_text(written, "utf-8")
    with pytest.raises(ConfigurationError) as problem:
        help_contacts(path)
    assert told in problem.value.message


def test_a_site_does_not_start_without_the_file_of_contacts_that_it_names(tmp_path: Path) -> None:
    settings = Settings(
        state_folder=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'none.sqlite3'}",
        help_contacts=tmp_path / "none.toml",
    )
    with pytest.raises(ConfigurationError, match=r"none\.toml"):
        create_app(settings)


@pytest.fixture
def own_data(tmp_path: Path) -> Path:
    shutil.copy(data_folder() / "glossary.toml", tmp_path)
    shutil.copytree(data_folder() / "rules", tmp_path / "rules")
    return tmp_path


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("glossary.toml", 'code = "vacant"', 'code = "parcel"', "has twice: parcel"),
        ("glossary.toml", 'rules = ["homestead"]', 'rules = ["home"]', "homestead → home"),
        ("glossary.toml", 'used_on = ["parcel"]', 'used_on = ["elsewhere"]', "used_on"),
        ("rules/mississippi.toml", 'code = "notice"', 'code = "priority"', "twice: priority"),
        ("rules/mississippi.toml", "verified_on = 2026-11-26", "", "verified_on"),
        ("rules/mississippi.toml", ', "Miss. Code § 29-1-75(2)(b)"', "", "both citations"),
        ("rules/mississippi.toml", "of = 2017", 'of = "2017 or so"', "read_in.0.of"),
        ("rules/mississippi.toml", "= 2020-07-01", "= 2030-07-01", "does not hold yet"),
    ],
)
def test_a_wrong_file_of_ours_is_refused_by_name(
    own_data: Path, file: str, old: str, new: str, told: str
) -> None:
    _change(own_data / file, old, new)
    with pytest.raises(ConfigurationError) as problem:
        read_plain_texts(own_data, None)
    assert told in problem.value.message


def test_without_rules_no_site_starts(own_data: Path) -> None:
    (own_data / "rules" / "mississippi.toml").unlink()
    with pytest.raises(ConfigurationError, match="no file of legal rules"):
        read_plain_texts(own_data, None)
