"""What the audit log calls what was done, to what, and in which columns."""

from landtrust.phrases import Phrase
from landtrust.web.languages import say
from landtrust.web.wording import code_words

_ACTIONS = (
    Phrase("Accept invitation"),
    Phrase("Sign in"),
    Phrase("Sign out"),
    Phrase("Be refused"),
    Phrase("Change password"),
    Phrase("Record party"),
    Phrase("Record acquisition"),
    Phrase("Grant ground lease"),
    Phrase("Record right"),
    Phrase("Record restriction"),
    Phrase("Record responsibility"),
    Phrase("Record monitoring"),
    Phrase("Record evidence"),
    Phrase("Import holdings"),
    Phrase("Transfer right"),
    Phrase("End right"),
    Phrase("Assign lease"),
    Phrase("Record resale"),
    Phrase("Split unit"),
    Phrase("Merge units"),
    Phrase("Add member"),
    Phrase("Change shares"),
    Phrase("Record inheritance"),
    Phrase("Correct record"),
    Phrase("Withdraw record"),
    Phrase("Publish holding"),
    Phrase("Publish party"),
    Phrase("Found trust"),
    Phrase("Seat board"),
    Phrase("Add account"),
    Phrase("Change account"),
    Phrase("Invite"),
    Phrase("Withdraw invitation"),
    Phrase("Export audit"),
    Phrase("Send suggestion"),
    Phrase("Decide suggestion"),
    Phrase("Delete suggestion"),
    Phrase("Tidy suggestions"),
    Phrase("Forget sender"),
    Phrase("Make release"),
    Phrase("Withdraw release"),
)
"""What can be done."""

_THINGS = (
    Phrase("Property unit"),
    Phrase("Spatial unit"),
    Phrase("Unit part"),
    Phrase("Unit origin"),
    Phrase("Interest"),
    Phrase("Ground lease"),
    Phrase("Party"),
    Phrase("Party member"),
    Phrase("Board seat"),
    Phrase("Evidence"),
    Phrase("Evidence link"),
    Phrase("Resale"),
    Phrase("Monitoring"),
    Phrase("Inheritance"),
)
"""To what it can be done."""

_FIELDS = (
    Phrase("Name"),
    Phrase("Note"),
    Phrase("Public parts"),
    Phrase("Kind"),
    Phrase("Type"),
    Phrase("Group kind"),
    Phrase("Is trust"),
    Phrase("Is public"),
    Phrase("Unit id"),
    Phrase("Spatial unit id"),
    Phrase("Parcel id"),
    Phrase("Area sqm"),
    Phrase("Former id"),
    Phrase("Party id"),
    Phrase("Group id"),
    Phrase("Member id"),
    Phrase("Share numerator"),
    Phrase("Share denominator"),
    Phrase("Valid from"),
    Phrase("Valid to"),
    Phrase("Lease id"),
    Phrase("On interest id"),
    Phrase("Rank"),
    Phrase("Amount cents"),
    Phrase("Every months"),
    Phrase("Description"),
    Phrase("Begins on"),
    Phrase("Ends on"),
    Phrase("Term years"),
    Phrase("Renewal years"),
    Phrase("Fee cents"),
    Phrase("Fee period"),
    Phrase("Fee schedule"),
    Phrase("Option days"),
    Phrase("Resale formula"),
    Phrase("Resale parameters"),
    Phrase("Price cents"),
    Phrase("Sold on"),
    Phrase("Formula cents"),
    Phrase("Steps"),
    Phrase("Seat"),
    Phrase("Title"),
    Phrase("Dated on"),
    Phrase("Book"),
    Phrase("Page"),
    Phrase("Number"),
    Phrase("File sha256"),
    Phrase("Evidence id"),
    Phrase("Shows id"),
    Phrase("Duty id"),
    Phrase("Done on"),
    Phrase("Next on"),
    Phrase("Found"),
    Phrase("Decedent id"),
    Phrase("Heir id"),
    Phrase("Died on"),
    Phrase("Display name"),
    Phrase("Role"),
    Phrase("Is open"),
    Phrase("Invited name"),
    Phrase("Invitation"),
    Phrase("Person"),
    Phrase("Action"),
    Phrase("Subject"),
    Phrase("Day"),
    Phrase("Value"),
    Phrase("State"),
    Phrase("Senders"),
    Phrase("Spam"),
)
"""What of it can be otherwise than before."""

KNOWN = frozenset((*_ACTIONS, *_THINGS, *_FIELDS))


def logged_words(code: str) -> str:
    """A code of the log as people read it; one that is not of ours stays as it is.

    >>> logged_words("record_acquisition"), logged_words("interest 12"), logged_words("zone 3")
    ('Record acquisition', 'Interest 12', 'Zone 3')
    """
    words, blank, number = code.rpartition(" ")
    if blank and number.isdigit():
        return f"{logged_words(words)} {number}"
    said = code_words(code)
    return say(said) if said in KNOWN else said
