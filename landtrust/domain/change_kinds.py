"""What a load finds to have happened to parcels, by code."""

from landtrust.phrases import Phrase

CHANGE_WORDS = {
    "new": Phrase("new on the roll"),
    "gone": Phrase("left the roll"),
    "returned": Phrase("came back on the roll"),
    "split": Phrase("split into other parcels"),
    "merged": Phrase("joined to other land"),
    "moved": Phrase("its outline was drawn in another place"),
    "reshaped": Phrase("its outline was redrawn"),
    "owner changed": Phrase("another owner on the roll"),
    "value changed": Phrase("another value on the roll"),
    "entry changed": Phrase("another entry on the roll"),
    "unclear": Phrase("left the roll, its land to several others"),
}
"""What people read for each kind of change."""
