"""What pages explain and where they send people: the glossary, the law, and those who help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from landtrust.errors import ConfigurationError
from landtrust.sources.glossary import Term, glossary
from landtrust.sources.help_contacts import HelpContact, help_contacts
from landtrust.sources.legal_rules import LegalRule, legal_rules


@dataclass(frozen=True, slots=True)
class PlainTexts:
    """Terms and legal rules by their codes, and the contacts of the organization.

    Attributes:
        terms: In the order of their file.
        rules: In the order of their files.
        contacts: In the order of their file; empty where the organization names none.
    """

    terms: Mapping[str, Term]
    rules: Mapping[str, LegalRule]
    contacts: tuple[HelpContact, ...]

    def contacts_for(self, purpose: str) -> tuple[HelpContact, ...]:
        """Who helps with this, a code of ``PURPOSES``; those who help with anything where none."""
        for wanted in (purpose, "ask"):
            if found := tuple(one for one in self.contacts if wanted in one.purposes):
                return found
        return ()

    @property
    def texts(self) -> Iterator[str]:
        """Every text that pages say in the language of the reader, for those who translate."""
        for term in self.terms.values():
            yield from term.texts
        for rule in self.rules.values():
            yield from rule.texts


def read_plain_texts(data_folder: Path, contacts: Path | None) -> PlainTexts:
    """Everything, checked.

    Args:
        data_folder: Where ``glossary.toml`` and ``rules/`` lie.
        contacts: The organization's file of those who help; None where it has none.

    Raises:
        ConfigurationError: A file cannot be used, or a term names a rule that is not there.
    """
    found = PlainTexts(glossary(data_folder), legal_rules(data_folder), help_contacts(contacts))
    lost = [
        f"{term.code} → {rule}"
        for term in found.terms.values()
        for rule in term.rules
        if rule not in found.rules
    ]
    if lost:
        raise ConfigurationError(f"Terms that name a rule that is not there: {', '.join(lost)}.")
    return found
