"""What the records of the book are called, by the codes of their kinds."""

from types import MappingProxyType

from landtrust.phrases import Phrase

RECORD_NAMES = MappingProxyType(
    {
        "board_seat": Phrase("board seat"),
        "evidence": Phrase("evidence"),
        "evidence_link": Phrase("evidence link"),
        "ground_lease": Phrase("ground lease"),
        "inheritance": Phrase("inheritance"),
        "interest": Phrase("interest"),
        "monitoring": Phrase("monitoring"),
        "party": Phrase("party"),
        "party_member": Phrase("party member"),
        "property_unit": Phrase("property unit"),
        "resale": Phrase("resale"),
        "spatial_unit": Phrase("spatial unit"),
        "unit_origin": Phrase("unit origin"),
        "unit_part": Phrase("unit part"),
    }
)
"""As they stand within a sentence."""
