"""Cells that a spreadsheet shows and never computes.

Source:
    OWASP, CSV Injection; ASVS 5.0, 1.2.10.
"""

from landtrust.domain.sheet_cells import is_taken_for_formula


def safe_cell(value: object) -> object:
    """A value as a cell of a CSV file: text that a spreadsheet would compute begins with a quote.

    Numbers stay numbers, also those below zero.

    >>> safe_cell("=1+1"), safe_cell(" =1+1"), safe_cell(-90.18), safe_cell("Ann"), safe_cell(None)
    ("'=1+1", "' =1+1", -90.18, 'Ann', '')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if is_taken_for_formula(text) else text
