"""Who may do what: the one table that every write is held against."""

from types import MappingProxyType

from landtrust.errors import NotAllowed
from landtrust.phrases import Phrase
from landtrust.queries.visibility import Tier

LEAST_TIER = MappingProxyType(
    {
        # What anybody does with an account of their own.
        "accept_invitation": Tier.PUBLIC,
        "sign_in": Tier.PUBLIC,
        "sign_out": Tier.PUBLIC,
        "be_refused": Tier.PUBLIC,
        "change_password": Tier.ORGANIZER,
        # What residents say, and what becomes of it.
        "send_suggestion": Tier.PUBLIC,
        "forget_sender": Tier.PUBLIC,
        "delete_suggestion": Tier.PUBLIC,
        "decide_suggestion": Tier.ORGANIZER,
        "tidy_suggestions": Tier.ORGANIZER,
        # What is added to the book.
        "record_party": Tier.ORGANIZER,
        "record_acquisition": Tier.ORGANIZER,
        "grant_ground_lease": Tier.ORGANIZER,
        "record_right": Tier.ORGANIZER,
        "record_restriction": Tier.ORGANIZER,
        "record_responsibility": Tier.ORGANIZER,
        "record_monitoring": Tier.ORGANIZER,
        "record_evidence": Tier.ORGANIZER,
        "import_holdings": Tier.ORGANIZER,
        # What changes who holds, what was said before, or what others may read.
        "transfer_right": Tier.STEWARD,
        "end_right": Tier.STEWARD,
        "assign_lease": Tier.STEWARD,
        "record_resale": Tier.STEWARD,
        "split_unit": Tier.STEWARD,
        "merge_units": Tier.STEWARD,
        "add_member": Tier.STEWARD,
        "change_shares": Tier.STEWARD,
        "record_inheritance": Tier.STEWARD,
        "correct_record": Tier.STEWARD,
        "withdraw_record": Tier.STEWARD,
        "publish_holding": Tier.STEWARD,
        "publish_party": Tier.STEWARD,
        "found_trust": Tier.STEWARD,
        "seat_board": Tier.STEWARD,
        # What is released for good, and what of it is taken back.
        "make_release": Tier.STEWARD,
        "withdraw_release": Tier.STEWARD,
        # Who works here.
        "add_account": Tier.STEWARD,
        "change_account": Tier.STEWARD,
        "invite": Tier.STEWARD,
        "withdraw_invitation": Tier.STEWARD,
        "export_audit": Tier.STEWARD,
    }
)
"""The least tier that may do each thing that is done."""

FOR_WHOM = MappingProxyType(
    {
        Tier.PUBLIC: Phrase("This is for everybody."),
        Tier.ORGANIZER: Phrase("This is for organizers of the trust."),
        Tier.STEWARD: Phrase("This is for stewards of the trust."),
    }
)
"""What whoever may not do or see something is told of those who may."""


def may(action: str, tier: Tier) -> bool:
    """Whether this tier may do this; nobody may do what is not in the table.

    >>> may("split_unit", Tier.ORGANIZER), may("split_unit", Tier.STEWARD), may("fly", Tier.STEWARD)
    (False, True, False)
    """
    least = LEAST_TIER.get(action)
    return least is not None and tier >= least


def require_allowed(action: str, tier: Tier) -> None:
    """Refuse what this tier may not do.

    Raises:
        NotAllowed: It may not.
    """
    if not may(action, tier):
        raise NotAllowed(FOR_WHOM[LEAST_TIER.get(action, Tier.STEWARD)], action=action)
