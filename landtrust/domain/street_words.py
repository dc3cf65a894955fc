"""The words of street names that are written in many ways, each with the one that we compare by.

Source:
    USPS Publication 28, Postal Addressing Standards, appendices B (directions), C1 (suffixes)
    and C2 (secondary units); short forms and slips seen in rolls and in what people type.
"""

from types import MappingProxyType

_SUFFIXES = """
    ALY ALLEY ALLY | ANX ANNEX | AVE AVENUE AV AVN AVENU AVENIDA | BND BEND | BLF BLUFF
    BLVD BOULEVARD BOUL BLV | BR BRANCH | BRG BRIDGE | BYP BYPASS | BYU BAYOU | CIR CIRCLE CIRC CRCL
    CRES CRESCENT | CRK CREEK | CSWY CAUSEWAY | CT COURT CRT | CURV CURVE | CV COVE
    DR DRIVE DRV DRIV | EXPY EXPRESSWAY | EXT EXTENSION EXTN | FWY FREEWAY | GDNS GARDENS
    GLN GLEN | GRV GROVE | HL HILL | HLS HILLS | HOLW HOLLOW | HTS HEIGHTS
    HWY HIGHWAY HIWAY HIGHWY
    IS ISLAND | JCT JUNCTION | KNL KNOLL | LK LAKE | LN LANE | LNDG LANDING | LOOP | MALL
    MDWS MEADOWS | ML MILL | MNR MANOR | MT MOUNT | PARK PRK | PASS | PATH | PIKE | PKWY PARKWAY PKY
    PL PLACE | PLZ PLAZA | PT POINT | RD ROAD | RDG RIDGE | ROW | RTE ROUTE | RUN | SHRS SHORES
    SPGS SPRINGS | SQ SQUARE | ST STREET STR STRT | STA STATION | TER TERRACE TERR | TPKE TURNPIKE
    TRCE TRACE | TRL TRAIL | VIS VISTA | VLY VALLEY | VW VIEW | WALK | WAY WY | XING CROSSING
"""


def _by_form(lines: str) -> MappingProxyType[str, str]:
    groups = [group.split() for line in lines.strip().splitlines() for group in line.split("|")]
    return MappingProxyType({form: group[0] for group in groups for form in group})


SUFFIXES = _by_form(_SUFFIXES)
"""What a street is, by each way to write it."""

PLAIN_SUFFIXES = frozenset(
    (
        "ALY", "AVE", "BLVD", "CIR", "CT", "CV", "DR", "EXPY", "FWY", "HWY", "LN", "PKWY", "PL",
        "RD", "SQ", "ST", "TER", "TRL", "WAY",
    )
)  # fmt: skip
"""Suffixes that hardly ever belong to the name itself, as HILL or LAKE may."""

DIRECTIONS = _by_form("""
    N NORTH NO NORTE | S SOUTH SO SUR | E EAST ESTE | W WEST OESTE
    NE NORTHEAST | NW NORTHWEST | SE SOUTHEAST | SW SOUTHWEST
""")

ORDINALS = _by_form("""
    1ST FIRST | 2ND SECOND | 3RD THIRD | 4TH FOURTH | 5TH FIFTH | 6TH SIXTH | 7TH SEVENTH
    8TH EIGHTH | 9TH NINTH | 10TH TENTH | 11TH ELEVENTH | 12TH TWELFTH
""")

FIRST_WORDS = _by_form("SAINT ST SANT | MOUNT MT | FORT FT | DOCTOR DR | REVEREND REV")
"""Short forms of what stands before a name, where anything follows that can be one."""

SPELLED_OUT = MappingProxyType(
    {"MLK": ("MARTIN", "LUTHER", "KING"), "JFK": ("JOHN", "F", "KENNEDY")}
)

TITLES = frozenset(("JR", "SR", "II", "III"))
"""What is left out as often as it is written after a name."""

NUMBERED_ROADS = _by_form("""
    HWY HIGHWAY HIWAY HIGHWY HWYS | CR | RD ROAD | RTE ROUTE | I INTERSTATE | FM
""")
"""What stands before a road's number, which is then its name."""

ROAD_AUTHORITIES = frozenset(("US", "U", "STATE", "MS", "MISS", "MISSISSIPPI", "SR"))
"""Whose highway it is: left out as often as it is written."""

UNITS = frozenset(
    (
        "APARTMENT", "APT", "BASEMENT", "BLDG", "BLK", "BLOCK", "BUILDING", "DEPARTMENT", "DEPT",
        "FL", "FLOOR", "FRNT", "HANGAR", "LOBBY", "LOT", "LOWER", "OFC", "OFFICE", "PENTHOUSE",
        "PHASE", "PIER", "REAR", "RM", "ROOM", "SLIP", "SPACE", "SPC", "STE", "SUITE", "TRAILER",
        "TRLR", "UNIT", "UPPER",
    )
)  # fmt: skip
"""What begins a part of an address that is no street any more."""

STATES = frozenset(("MS", "MISS", "MISSISSIPPI", "AL", "ALABAMA", "USA"))
