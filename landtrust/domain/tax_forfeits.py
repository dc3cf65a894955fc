"""What the public may know of land that was lost for unpaid taxes: that the State holds it.

The law's clock runs for years before that: taxes unpaid, a sale in August, two years to redeem
(Miss. Code 27-41-59, 27-43-1, 27-45-21; see also 29-1-21 for what comes after). Who owes taxes is
not public here. What is public is how it ended: the State's own list of the land, or a roll that
names the State as its owner and says why.
"""

SOURCES = frozenset(("sos_active_tax_forfeited", "sos_hinds_2026_05"))
"""Keys of the sources that list such land, and no other; their owner lines name whose it was."""

STATE = "government_state"
"""The kind of owner that rolls give the State."""

OWNER_WORD = "FORFEIT"
"""What the State's owner lines hold where they say why it has the land: TAX FORFEITED LANDS."""


def is_tax_forfeited(source_key: str, owner_kind: str, public_name: str | None) -> bool:
    """Whether a source says that land was forfeited to the State for unpaid taxes.

    >>> is_tax_forfeited("maris_west", "government_state", "STATE OF MS / TAX FORFEITED LANDS")
    True
    >>> is_tax_forfeited("maris_west", "government_state", "STATE OF MISSISSIPPI")
    False
    """
    says_why = owner_kind == STATE and OWNER_WORD in (public_name or "")
    return says_why or source_key in SOURCES
